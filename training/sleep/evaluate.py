"""Measures the stager on epochs that it has not seen: of the same nights, and of another night."""

import numpy as np
import torch

from network import STAGES, Stager, fit
from smoothing import chain, smooth

# Half an hour; every third is held out in turn.
BLOCK, FOLDS = 60, 3


def kappa(truth: np.ndarray, said: np.ndarray) -> float:
    """Cohen's kappa."""
    table = np.zeros((len(STAGES), len(STAGES)))
    np.add.at(table, (truth, said), 1)
    table /= table.sum()
    chance = (table.sum(0) * table.sum(1)).sum()
    return float((np.trace(table) - chance) / (1 - chance))


def runs(mask: np.ndarray) -> list[np.ndarray]:
    """The places where `mask` holds, in runs of neighbours."""
    places = np.flatnonzero(mask)
    return np.split(places, np.flatnonzero(np.diff(places) > 1) + 1) if len(places) else []


def held_out(nights, trained, penalty: float):
    """Fits where `trained[night]` holds; gives (truth, as said, smoothed) of all other epochs, by night."""
    stager = Stager()
    features = [stager.features(spectra).double() for spectra, _ in nights]
    layer = fit(
        torch.cat([f[torch.from_numpy(t)] for f, t in zip(features, trained)]),
        torch.from_numpy(np.concatenate([stages[t] for (_, stages), t in zip(nights, trained)])),
        penalty,
    )
    model = chain([stages[run] for (_, stages), t in zip(nights, trained) for run in runs(t)])
    parts = []
    for f, (_, stages), t in zip(features, nights, trained):
        with torch.no_grad():
            p = layer(f).softmax(1).numpy()
        for run in runs(~t):
            parts.append((stages[run], p[run].argmax(1), smooth(p[run], model)))
    return [np.concatenate(column) for column in zip(*parts)]


def describe(name: str, truth, said, smoothed) -> dict:
    figures = {'accuracy': float((truth == smoothed).mean()), 'kappa': kappa(truth, smoothed)}
    plain = f'{(truth == said).mean():.4f} kappa {kappa(truth, said):.4f}'
    recall = ' '.join(f'{stage} {(smoothed[truth == i] == i).mean():.2f}' for i, stage in enumerate(STAGES) if (truth == i).any())
    print(f'{name}: {len(truth)} epochs, accuracy {figures["accuracy"]:.4f} kappa {figures["kappa"]:.4f} (not smoothed {plain}); recall {recall}')
    return figures


def report(nights, penalty: float) -> dict[str, float]:
    """Prints every figure; returns the ones that are kept with the model."""
    whole = [np.ones(len(stages), bool) for _, stages in nights]
    none = [~mask for mask in whole]
    first = held_out(nights, [whole[0], none[1]], penalty)
    second = held_out(nights, [none[0], whole[1]], penalty)
    describe('trained on the first night, measured on the second', *first)
    describe('trained on the second night, measured on the first', *second)
    across = describe('across nights', *(np.concatenate(pair) for pair in zip(first, second)))
    folds = [
        held_out(nights, [np.arange(len(stages)) // BLOCK % FOLDS != fold for _, stages in nights], penalty)
        for fold in range(FOLDS)
    ]
    within = describe('blocks held out', *(np.concatenate(column) for column in zip(*folds)))
    return {
        'across_nights_accuracy': across['accuracy'],
        'across_nights_kappa': across['kappa'],
        'held_out_blocks_accuracy': within['accuracy'],
        'held_out_blocks_kappa': within['kappa'],
    }
