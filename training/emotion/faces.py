"""FER+ faces with the votes of ten people each, and how a training face is varied.

FER+: Barsoum, Zhang, Canton Ferrer, Zhang, "Training Deep Networks for Facial Expression Recognition with
Crowd-Sourced Label Distribution" (2016), https://arxiv.org/abs/1608.01041.
"""

import io
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

# In the order of the outputs: the name in labels.txt and the column of votes.
EMOTIONS = {
    'Angry': 'anger',
    'Disgust': 'disgust',
    'Fear': 'fear',
    'Happy': 'happiness',
    'Neutral': 'neutral',
    'Sad': 'sadness',
    'Surprise': 'surprise',
}


def ferplus(folder: Path, part: str):
    """(faces uint8 [n, 1, 48, 48], targets float32 [n, 7], labels int64 [n]) of `train`, `valid` or `test`.

    A label is the emotion with the most votes, of several with equally many the first in the order of FER+'s columns;
    faces whose label would be contempt, unknown or no face are left out. A target is the distribution of the votes
    for the seven emotions, after emotions with a single vote are set aside as FER+'s authors do."""
    packed = np.load(folder / 'ferplus_jpeg.npz', allow_pickle=False)
    columns = list(packed['vote_columns'])
    order = [columns.index(name) for name in EMOTIONS.values()]
    votes = packed[f'votes_{part}'].astype(np.int64)
    first = votes.argmax(1)
    kept = np.flatnonzero(np.isin(first, order))
    labels = np.array([order.index(column) for column in first[kept]])
    counts = votes[kept][:, order]
    counts[(counts <= 1) & (np.arange(len(order)) != labels[:, None])] = 0
    jpeg, offset = packed[f'jpeg_{part}'].tobytes(), packed[f'offset_{part}']
    faces = np.stack([np.asarray(Image.open(io.BytesIO(jpeg[offset[i] : offset[i + 1]])).convert('L')) for i in kept])
    targets = (counts / counts.sum(1, keepdims=True)).astype(np.float32)
    return torch.from_numpy(faces[:, None]), torch.from_numpy(targets), torch.from_numpy(labels)


def varied(x, gen):
    """Mirrored, turned, shifted, cut wider or tighter as detectors cut faces, blurred, partly hidden: float [n, 1, 48, 48]."""
    n = len(x)

    def uniform(low, high, *shape):
        return low + (high - low) * torch.rand(n, *shape, generator=gen)

    zoom = torch.exp(uniform(-0.3, 0.25))
    turn, mirror = uniform(-0.22, 0.22), torch.sign(uniform(-1, 1))
    c, s = zoom * torch.cos(turn), zoom * torch.sin(turn)
    theta = torch.stack([c * mirror, -s, uniform(-0.1, 0.1), s * mirror, c, uniform(-0.1, 0.1)], 1).view(n, 2, 3)
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    x = F.grid_sample(x.float() / 255, grid, padding_mode='border', align_corners=False)
    coarse = uniform(0, 1) < 0.15
    x[coarse] = F.interpolate(F.avg_pool2d(x[coarse], 2), scale_factor=2, mode='bilinear', align_corners=False)
    # A grey square hides a part of one in three.
    place = torch.arange(x.shape[-1])
    top, left, side = uniform(-8, 48, 1), uniform(-8, 48, 1), uniform(6, 18, 1) * (uniform(0, 1, 1) < 0.33)
    rows, columns = ((place >= at) & (place < at + side) for at in (top, left))
    return torch.where((rows[:, :, None] & columns[:, None, :])[:, None], x.mean((1, 2, 3), keepdim=True), x)
