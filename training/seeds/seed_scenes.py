"""Scenes with many seeds on grounds of all kinds, and where each seed lies."""

import numpy as np
from PIL import Image, ImageFilter
from scipy import ndimage

from cutouts import COIN, LABELS


FINE_GRAIN = np.random.default_rng(0).normal(0, 1, (640, 640, 1)).astype(np.float32)


def ground(rng, height: int, width: int) -> np.ndarray:
    """A plain, shaded, clouded, striped or grained ground, float32 [H, W, 3] in 0..255."""
    rows, columns = height // 2, width // 2
    base = (rng.uniform(5, 250) + rng.normal(0, 14, 3)).astype(np.float32)
    y, x = np.mgrid[:rows, :columns].astype(np.float32) / max(rows, columns) - 0.5
    slope = rng.normal(0, 30, 2).astype(np.float32)
    page = base + (slope[0] * y + slope[1] * x - np.float32(rng.uniform(0, 70)) * (x * x + y * y))[..., None]
    kind = rng.choice(4, p=(0.4, 0.25, 0.2, 0.15))
    if kind == 1:
        cells = rng.normal(0, rng.uniform(4, 22), (int(rng.integers(4, 60)), int(rng.integers(4, 60))))
        soft = np.asarray(Image.fromarray(cells.astype(np.float32)).resize((columns, rows), Image.BICUBIC))
        page += soft[..., None] * rng.uniform(0.5, 1.2, 3).astype(np.float32)
    elif kind == 2:
        angle, gap = rng.uniform(0, np.pi), rng.uniform(0.01, 0.15)
        wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * np.float32(2 * np.pi / gap) + rng.normal(0, 0.5))
        page += (wave * rng.uniform(3, 18))[..., None].astype(np.float32) * rng.uniform(0.6, 1.2, 3).astype(np.float32)
    elif kind == 3:
        page += rng.normal(0, rng.uniform(5, 25), (rows, columns, 1)).astype(np.float32)
    whole = Image.fromarray(page.clip(0, 255).astype(np.uint8)).resize((width, height), Image.BILINEAR)
    top, left = rng.integers(0, 640 - height), rng.integers(0, 640 - width)
    return np.asarray(whole, np.float32) + FINE_GRAIN[top : top + height, left : left + width] * np.float32(rng.uniform(0, 5))


def turned(rng, cutout: Image.Image, side: float, vivid: float) -> Image.Image:
    """A cut-out of this length, turned any way, flipped or not, bent in colour by `vivid`."""
    scale = side / max(cutout.size)
    stretch = np.exp(rng.normal(0, 0.06))
    size = (max(4, round(cutout.width * scale * stretch)), max(4, round(cutout.height * scale / stretch)))
    piece = cutout.resize(size, Image.BICUBIC, reducing_gap=2.0)
    if rng.random() < 0.5:
        piece = piece.transpose(Image.FLIP_LEFT_RIGHT)
    piece = piece.rotate(rng.uniform(0, 360), Image.BICUBIC, expand=True)
    pixels = np.asarray(piece, np.float32)
    colour = pixels[..., :3] * (1 + rng.normal(0, 0.12)) * (1 + rng.normal(0, vivid, 3)) + rng.normal(0, 60 * vivid)
    return np.concatenate([colour.clip(0, 255), pixels[..., 3:]], -1, dtype=np.float32)


def clear_of(box, others, most: float) -> bool:
    """Whether a box shares at most this part of its own or another's area with each other."""
    for other in others:
        shared = max(0, min(box[2], other[2]) - max(box[0], other[0])) * max(0, min(box[3], other[3]) - max(box[1], other[1]))
        smaller = min((box[2] - box[0]) * (box[3] - box[1]), (other[2] - other[0]) * (other[3] - other[1]))
        if shared > most * smaller:
            return False
    return True


def scatter(rng, page: np.ndarray, cutouts, count: int, vivid: float, taken=(), sides=(12, 130)):
    """
    Lays seeds on a page (changed in place), apart, close together or in a heap, and one time in three a coin or two.

    :param taken: boxes that are to be kept clear
    :returns: boxes [n, 4] and kinds [n] of the seeds
    """
    common = np.exp(rng.uniform(*np.log(np.array(sides) * (0.9, 0.75))))
    species = rng.permutation(len(LABELS))[: rng.choice((1, 2, len(LABELS)), p=(0.4, 0.2, 0.4))]
    style = rng.choice(3, p=(0.35, 0.25, 0.4))
    crowd, is_heap = (0.02, 0.25, 0.6)[style], style == 2
    shadow, drift = rng.uniform(0, 0.6) * (rng.random() < 0.6), rng.integers(-3, 4, 2)
    coins = int(rng.integers(1, 3)) if cutouts[COIN] and rng.random() < 0.35 else 0
    covered = np.zeros(page.shape[:2], bool)
    for x0, y0, x1, y1 in taken:
        covered[max(0, int(y0)) : int(y1) + 1, max(0, int(x0)) : int(x1) + 1] = True
    placed, boxes, kinds = list(taken), [], []
    for i in range(count + coins):
        kind = COIN if i < coins else int(species[rng.integers(len(species))])
        some = cutouts[kind]
        side = common * (rng.uniform(1.1, 2.2) if kind == COIN else np.exp(rng.normal(0, 0.18)))
        piece = turned(rng, some[rng.integers(len(some))], side, vivid)
        solid = piece[..., 3] > 127
        if not solid.any() or solid.shape[0] >= page.shape[0] or solid.shape[1] >= page.shape[1]:
            continue
        for _ in range(8):
            top, left = beside(rng, boxes, solid.shape, page.shape) if is_heap and boxes and kind != COIN else anywhere(rng, solid.shape, page.shape)
            box = box_at(solid, top, left)
            under = covered[top : top + solid.shape[0], left : left + solid.shape[1]]
            if (under & solid).sum() > 0.1 * solid.sum() or not clear_of(box, placed, crowd) or not stands_out(page, piece, top, left, solid):
                continue
            lay(page, piece, top, left, shadow, drift)
            under |= solid
            placed.append(box)
            if kind != COIN:
                boxes.append(box)
                kinds.append(kind)
            break
    return np.array(boxes, np.float32).reshape(-1, 4), np.array(kinds, np.int64)


def anywhere(rng, size, page):
    """Top and left of a piece of this size somewhere on the page."""
    return int(rng.integers(page[0] - size[0])), int(rng.integers(page[1] - size[1]))


def beside(rng, boxes, size, page):
    """Top and left of a piece that about touches one of the boxes, within the page."""
    x0, y0, x1, y1 = boxes[rng.integers(len(boxes))]
    angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(0.35, 0.6)
    cx = (x0 + x1) / 2 + np.cos(angle) * reach * (x1 - x0 + size[1] * 0.8)
    cy = (y0 + y1) / 2 + np.sin(angle) * reach * (y1 - y0 + size[0] * 0.8)
    top, left = int(cy - size[0] / 2), int(cx - size[1] / 2)
    return max(0, min(page[0] - size[0] - 1, top)), max(0, min(page[1] - size[1] - 1, left))


def box_at(solid, top: int, left: int):
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    return left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1


def stands_out(page, piece, top, left, solid) -> bool:
    """Whether an eye could tell the piece from what it is laid on, by its mean colour."""
    part = page[top : top + solid.shape[0], left : left + solid.shape[1]]
    return np.abs(piece[solid][:, :3].mean(0) - part[solid].mean(0)).max() > 20


def lay(page, piece, top, left, shadow, drift):
    """Blends a piece into the page, with its shadow a little beside it."""
    height, width = piece.shape[:2]
    alpha = piece[..., 3:] / 255
    part = page[top : top + height, left : left + width]
    if shadow > 0:
        soft = ndimage.uniform_filter(np.roll(alpha[..., 0], drift, (0, 1)), 5)[..., None]
        part *= 1 - shadow * soft
    part *= 1 - alpha
    part += alpha * piece[..., :3]


def blurred(rng, image: np.ndarray) -> np.ndarray:
    """One in four a little out of focus."""
    if rng.random() < 0.75:
        return image
    return np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.2))))


def scene(rng, cutouts, size=(480, 480), vivid=0.15, most=60, sides=(12, 130)):
    """A made scene with seeds of these lengths in pixels: image uint8 [H, W, 3], boxes [n, 4] and kinds [n]."""
    page = ground(rng, *size)
    boxes, kinds = scatter(rng, page, cutouts, int(np.exp(rng.uniform(0, np.log(most)))), vivid, sides=sides)
    return blurred(rng, page.clip(0, 255).astype(np.uint8)), boxes, kinds
