"""The hidden Markov model over a night: what follows upon what, counted in scored nights."""

import numpy as np

from network import STAGES

# Of how frequent a stage is, this power is taken out of what the model says: the chain says it as well, but less.
TEMPER = 0.5
# Counts that stand for nights that were not seen.
UNSEEN = 0.5
# A recording is begun awake, as a rule.
START = [0.9, 0.025, 0.025, 0.025, 0.025]


def chain(pieces) -> dict:
    """Start, transitions and priors of stages, from runs of neighbouring epochs [n] each."""
    counts = np.full((len(STAGES), len(STAGES)), UNSEEN)
    for piece in pieces:
        np.add.at(counts, (piece[:-1], piece[1:]), 1)
    prior = (np.bincount(np.concatenate(pieces), minlength=len(STAGES)) + UNSEEN) ** TEMPER
    return {
        'start': START,
        'transition': (counts / counts.sum(1, keepdims=True)).round(6).tolist(),
        'prior': (prior / prior.sum()).round(6).tolist(),
    }


def smooth(probabilities: np.ndarray, model: dict) -> np.ndarray:
    """The likeliest stages [n] behind probabilities [n, 5]: Viterbi on p / prior."""
    seen = np.log(np.maximum(probabilities, 1e-12) / model['prior'])
    transition = np.log(np.maximum(model['transition'], 1e-12))
    scores, came_from = np.log(model['start']) + seen[0], []
    for row in seen[1:]:
        ways = scores[:, None] + transition
        came_from.append(ways.argmax(0))
        scores = ways.max(0) + row
    path = [int(scores.argmax())]
    for row in reversed(came_from):
        path.append(int(row[path[-1]]))
    return np.array(path[::-1])
