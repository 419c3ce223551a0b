"""Training images: MNIST, MNIST redrawn with other pens, template drawings and pages without a digit."""

import gzip
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import strokes
from glyph import SIZE, glyph

STYLES = ('dark on light', 'light on dark', 'transparent', 'coloured', 'noisy', 'soft')


def mnist(folder: Path, part: str):
    """(images uint8 [n, 28, 28], labels int64 [n]) of `train` or `t10k`."""
    images = gzip.open(folder / f'{part}-images-idx3-ubyte.gz').read()
    labels = gzip.open(folder / f'{part}-labels-idx1-ubyte.gz').read()
    return (
        np.frombuffer(images, np.uint8, offset=16).reshape(-1, 28, 28),
        np.frombuffer(labels, np.uint8, offset=8).astype(np.int64),
    )


def glyphs(pictures) -> np.ndarray:
    """The glyph of each picture, kept as uint8 [n, 28, 28]."""
    return np.stack([np.rint(glyph(p) * 255).astype(np.uint8) for p in pictures])


def presented(rng, mask: np.ndarray, style: str) -> np.ndarray:
    """The mask (ink = 255) as a picture somebody would send: uint8 [h, w] or [h, w, 3|4]."""
    if style == 'light on dark':
        return mask
    if style == 'transparent':
        ink = np.broadcast_to(rng.integers(0, 256, 3, dtype=np.uint8), (*mask.shape, 3))
        return np.concatenate([ink, mask[:, :, None]], 2)
    share = mask[:, :, None].astype(np.float32) / 255
    if style == 'coloured':
        ground, ink = rng.integers(0, 256, (2, 3))
        while np.abs(ground - ink).max() < 60:
            ink = rng.integers(0, 256, 3)
        return np.rint(ground * (1 - share) + ink * share).astype(np.uint8)
    if style == 'noisy':
        ground, ink = rng.uniform(170, 255), rng.uniform(0, 70)
        slope = rng.uniform(-20, 20, 2)
        y, x = np.mgrid[: mask.shape[0], : mask.shape[1]] / mask.shape[0] - 0.5
        paper = ground + slope[0] * y + slope[1] * x
        page = paper * (1 - share[:, :, 0]) + ink * share[:, :, 0] + rng.normal(0, rng.uniform(1, 14), mask.shape)
        return np.clip(np.rint(page), 0, 255).astype(np.uint8)
    if style == 'soft':
        t = torch.from_numpy(mask.copy()).float()[None, None]
        k = 2 * int(rng.integers(1, max(2, mask.shape[0] // 40))) + 1
        return 255 - F.avg_pool2d(t, k, 1, k // 2)[0, 0].byte().numpy()
    return 255 - mask


def redrawn(images: np.ndarray, seed: int, size: int = 84, margin: float = 1.1) -> np.ndarray:
    """MNIST digits as a thicker or thinner pen would have drawn them, bent a little: masks uint8 [n, size, size]."""
    gen = torch.Generator().manual_seed(seed)
    out = []
    for start in range(0, len(images), 200):
        x = torch.from_numpy(images[start : start + 200].copy()).float()[:, None] / 255
        grid = warp_grid(len(x), size, gen, turn=0.16, shear=0.18, stretch=0.14, bend=0.07) * margin
        big = F.grid_sample(x, grid, mode='bicubic', padding_mode='zeros', align_corners=False)
        level = 0.3 + 0.3 * torch.rand(len(x), 1, 1, 1, generator=gen)
        slope = 12 + 30 * torch.rand(len(x), 1, 1, 1, generator=gen)
        big = torch.sigmoid((big - level) * slope)
        big[big < 0.03] = 0
        pen = torch.randint(-3, 5, (len(x),), generator=gen)
        area = big.sum((1, 2, 3))
        for step in range(1, 5):
            kernel = (3, 3) if step % 2 else (3, 1)
            for wanted, sign in ((pen >= step, 1), (pen <= -step, -1)):
                changed = sign * pool(sign * big[wanted], kernel)
                ratio = changed.sum((1, 2, 3)) / area[wanted]
                readable = (ratio > 0.42) & (ratio < 2)
                big[torch.nonzero(wanted)[:, 0][readable]] = changed[readable]
        out.append((big[:, 0] * 255).byte().numpy())
    return np.concatenate(out)


def pool(x, kernel):
    """Dilation by a square, or by a cross made of two lines."""
    if not len(x):
        return x
    if kernel == (3, 3):
        return F.max_pool2d(x, 3, 1, 1)
    return torch.maximum(F.max_pool2d(x, (3, 1), 1, (1, 0)), F.max_pool2d(x, (1, 3), 1, (0, 1)))


def warp_grid(n, size, gen, turn, shear, stretch, bend, shift=0.0):
    """Sampling grids [n, size, size, 2] of random affine maps with a smooth random bend."""
    def normal(*shape):
        return torch.randn(*shape, generator=gen).clamp(-2.2, 2.2)

    angle, slant = normal(n) * turn, normal(n) * shear
    sx, sy = torch.exp(normal(n) * stretch), torch.exp(normal(n) * stretch)
    c, s = torch.cos(angle), torch.sin(angle)
    theta = torch.stack([c * sx, (slant * c - s) * sy, s * sx, (slant * s + c) * sy], 1).view(n, 2, 2)
    theta = torch.cat([theta, normal(n, 2, 1) * shift], 2)
    grid = F.affine_grid(theta, (n, 1, size, size), align_corners=False)
    if bend:
        field = F.interpolate(normal(n, 2, 5, 5) * bend, size=(size, size), mode='bicubic', align_corners=True)
        grid = grid + field.permute(0, 2, 3, 1)
    return grid


def template_drawings(seed: int, count: int):
    """(glyphs uint8 [count, 28, 28], labels): digits from stroke templates, three in ten presented in some style."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, count)
    return glyphs(dressed(rng, strokes.drawn_digit(rng, d)[0]) for d in labels), labels


def dressed(rng, mask):
    return presented(rng, mask, STYLES[rng.integers(len(STYLES))]) if rng.random() < 0.3 else mask


def empty_pages(seed: int, count: int) -> np.ndarray:
    """Glyphs of pages without a digit: the kinds of `strokes.NO_DIGIT` in turn, scribbles four times as often."""
    rng = np.random.default_rng(seed)
    kinds = strokes.NO_DIGIT + ('scribble',) * 3
    return glyphs(dressed(rng, strokes.no_digit(rng, kinds[i % len(kinds)])) for i in range(count))
