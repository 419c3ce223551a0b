"""Precision and recall of a detector on pictures with known boxes."""

import numpy as np
import torch

from boxes import letterbox, overlap, placed, suppress
from fit import normalised
from network import boxes_of, points_of


@torch.no_grad()
def detect(net, pages, least=0.05, threshold=0.5):
    """What is found on pages uint8 [H, W, 3]: a list of (boxes [k, 4], scores [k], logits [k, classes]), best first."""
    points = points_of(*pages[0].shape[:2])
    found = []
    for start in range(0, len(pages), 16):
        logits, edges = net(normalised(np.stack(pages[start : start + 16])).contiguous(memory_format=torch.channels_last))
        for row, box in zip(logits, boxes_of(edges, points)):
            score = row[:, 0].sigmoid()
            some = score >= least
            boxes, scores = box[some].numpy(), score[some].numpy()
            kept = suppress(boxes, scores, threshold)[:300]
            found.append((boxes[kept], scores[kept], row[some].numpy()[kept]))
    return found


def matched(boxes, scores, wanted, ignored, least=0.5):
    """
    Judges each found box, best first: 1 where it is the first to overlap an object by `least`, -1 where it overlaps what
    is ignored by half and does not count, 0 where it is wrong; as `evaluate/metrics/detection.ts`.

    :returns: verdicts [k], and for each its object or -1 [k]
    """
    verdicts, owners, taken = np.zeros(len(boxes), int), np.full(len(boxes), -1), set()
    to_wanted, to_ignored = (overlap(*(torch.from_numpy(np.asarray(b, np.float32).reshape(-1, 4)) for b in (boxes, some))).numpy() for some in (wanted, ignored))
    for i in np.argsort(-np.asarray(scores), kind='stable'):
        free = [j for j in range(len(wanted)) if j not in taken and to_wanted[i, j] >= least]
        if free:
            owners[i] = max(free, key=lambda j: to_wanted[i, j])
            taken.add(owners[i])
            verdicts[i] = 1
        elif len(ignored) and to_ignored[i].max() >= 0.5:
            verdicts[i] = -1
    return verdicts, owners


def curve(found, truths):
    """Scores of all found boxes that count, best first, with precision and recall down to each: float [n, 3]."""
    scores, verdicts, total = [], [], 0
    for (boxes, score, _), (wanted, ignored) in zip(found, truths):
        verdict, _ = matched(boxes, score, wanted, ignored)
        scores += score[verdict >= 0].tolist()
        verdicts += verdict[verdict >= 0].tolist()
        total += len(wanted)
    order = np.argsort(-np.asarray(scores), kind='stable')
    right = np.cumsum(np.asarray(verdicts)[order])
    count = np.arange(1, len(order) + 1)
    return np.stack([np.asarray(scores)[order], right / count, right / max(1, total)], 1)


def best_f1(points):
    """The row of a curve where the harmonic mean of precision and recall is highest: (score, precision, recall)."""
    f1 = 2 * points[:, 1] * points[:, 2] / (points[:, 1] + points[:, 2]).clip(1e-9)
    return points[f1.argmax()]


def sure_score(points, precision=0.97):
    """The lowest score down to which what is found is right so often."""
    enough = np.flatnonzero(points[:, 1] >= precision)
    return float(points[enough[-1], 0]) if len(enough) else 1.0


def at_score(points, score):
    """(precision, recall) of all that scores at least `score`."""
    row = points[points[:, 0] >= score]
    return (float(row[-1, 1]), float(row[-1, 2])) if len(row) else (1.0, 0.0)


def prepared(samples, size, smallest=0.0):
    """Samples of (picture, boxes, ignored) as pages and truths; objects under `smallest` pixels are ignored."""
    pages, truths = [], []
    for picture, boxes, ignored in samples:
        page, place = letterbox(picture, *size)
        boxes, ignored = placed(np.asarray(boxes, float), place), placed(np.asarray(ignored, float), place)
        small = np.sqrt((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])) < smallest
        pages.append(page)
        truths.append((boxes[~small], np.concatenate([ignored, boxes[small]])))
    return pages, truths
