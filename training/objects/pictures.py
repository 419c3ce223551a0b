"""CIFAR-10 as tensors, and how a training picture is varied."""

import io
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

# Per channel, of the training pictures in 0..1; they stand in the manifest too.
MEAN, STD = (0.4914, 0.4822, 0.4465), (0.247, 0.2435, 0.2616)


def cifar(folder: Path, part: str):
    """(pictures uint8 [n, 3, 32, 32], labels int64 [n]) of `train` or `test`."""
    packed = np.load(folder / 'cifar10_jpeg.npz', allow_pickle=False)
    jpeg, offset = packed[f'jpeg_{part}'].tobytes(), packed[f'offset_{part}']
    decoded = (Image.open(io.BytesIO(jpeg[a:b])).convert('RGB') for a, b in zip(offset, offset[1:]))
    pixels = np.stack([np.asarray(picture) for picture in decoded])
    return torch.from_numpy(pixels.transpose(0, 3, 1, 2).copy()), torch.from_numpy(packed[f'label_{part}'].astype(np.int64))


def normalized(x):
    """uint8 [n, 3, 32, 32] -> float32 with mean 0 and deviation 1 per channel, channels last."""
    mean, std = (torch.tensor(v).view(1, 3, 1, 1) for v in (MEAN, STD))
    return ((x.float() / 255 - mean) / std).contiguous(memory_format=torch.channels_last)


def varied(x, gen):
    """Half of the pictures moved by whole pixels, half turned, stretched and moved a little; a square of each hidden."""
    out = shifted(x, gen, most=3)
    bent = torch.rand(len(x), generator=gen) < 0.5
    out[bent] = warped(x[bent], gen)
    return hidden(out, gen)


def shifted(x, gen, most=2):
    """Each picture moved by up to `most` pixels each way; its edge is mirrored into what that uncovers."""
    side = x.shape[-1]
    down, right = torch.randint(-most, most + 1, (2, len(x), 1), generator=gen)
    rows, columns = (side - 1 - (side - 1 - (torch.arange(side) + by).abs()).abs() for by in (down, right))
    n, c = torch.arange(len(x)).view(-1, 1, 1, 1), torch.arange(x.shape[1]).view(1, -1, 1, 1)
    return x[n, c, rows[:, None, :, None], columns[:, None, None, :]]


def warped(x, gen):
    """Turned by up to 9 degrees, each side scaled by up to 1.2, moved by up to 3 pixels: uint8 as they came."""
    n = len(x)

    def uniform(most, *shape):
        return most * (2 * torch.rand(n, *shape, generator=gen) - 1)

    turn, high, wide = uniform(0.16), torch.exp(uniform(0.18)), torch.exp(uniform(0.18))
    c, s, move = torch.cos(turn), torch.sin(turn), uniform(0.19, 2)
    theta = torch.stack([c * wide, -s * high, move[:, 0], s * wide, c * high, move[:, 1]], 1).view(n, 2, 3)
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    moved = F.grid_sample(x.float(), grid, mode='bicubic', padding_mode='reflection', align_corners=False)
    return moved.round().clamp(0, 255).byte()


def hidden(x, gen, side=9):
    """A grey square over each picture, some of it often outside."""
    place = torch.arange(x.shape[-1])
    top, left = torch.randint(1 - side, x.shape[-1], (2, len(x), 1), generator=gen)
    rows, columns = ((place >= at) & (place < at + side) for at in (top, left))
    return x.masked_fill((rows[:, :, None] & columns[:, None, :])[:, None], 118)


def shrunk(x, side=24):
    """Pictures of half the area cost half the time, and show the large features that come first."""
    return F.interpolate(x.float(), (side, side), mode='area').round().byte()
