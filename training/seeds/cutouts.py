"""Seeds cut out of their pictures: ten species of plant_seeds, beans and coffee of bean_coffee, and coins, no seeds."""

import functools
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

SPLIT = Path(__file__).resolve().parent / 'split.json'
SPECIES = (
    'buffalobur',
    'commonlambsquarters',
    'flax',
    'grainsorghum',
    'lentils',
    'oilseedsunflower',
    'popcorn',
    'prosomillet',
    'rice',
    'safflower',
)
LABELS = (*SPECIES, 'bean', 'coffee')
COIN = -1
MOST_SIDE = 160


def cut(picture: Image.Image, mask: np.ndarray, box) -> Image.Image:
    """The part of a picture in a box as RGBA, clear outside the mask, at most 160 pixels long."""
    x0, y0, x1, y1 = (int(v) for v in box)
    piece = picture.crop((x0, y0, x1, y1)).convert('RGBA')
    # The outermost pixel has the ground in it.
    alpha = ndimage.binary_erosion(mask[y0:y1, x0:x1])
    piece.putalpha(Image.fromarray((alpha * 255).astype(np.uint8)))
    piece.thumbnail((MOST_SIDE, MOST_SIDE), Image.BICUBIC)
    return piece


def off_ground(picture: Image.Image) -> np.ndarray:
    """What differs from the plain ground, which is fitted to the border by a quadric: the largest piece, bool [H, W]."""
    pixels = np.asarray(picture, float)
    height, width = pixels.shape[:2]
    y, x = np.mgrid[:height, :width] / max(height, width) - 0.5
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], -1)
    border = np.ones((height, width), bool)
    border[height // 6 : -height // 6, width // 6 : -width // 6] = False
    away = np.zeros((height, width))
    for channel in range(3):
        fit = np.linalg.lstsq(terms[border][::7], pixels[..., channel][border][::7], rcond=None)[0]
        away = np.maximum(away, np.abs(ndimage.gaussian_filter(pixels[..., channel], 1) - terms @ fit))
    pieces, count = ndimage.label(ndimage.binary_opening(away > 28, iterations=2))
    sizes = ndimage.sum(pieces > 0, pieces, range(1, count + 1))
    return ndimage.binary_fill_holes(pieces == 1 + int(np.argmax(sizes)))


def box_of(mask: np.ndarray):
    """xyxy around what is set."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


@functools.cache
def plant_photos(data: Path, part: str):
    """(picture 800x600, kind, mask) of each seed in the `train` or `test` part."""
    held = set(json.loads(SPLIT.read_text())['test'])
    files = [file for file in sorted((data / 'plant_seeds/images').glob('*.jpg')) if (file.name in held) == (part == 'test')]
    pictures = [Image.open(file).convert('RGB').resize((800, 600), Image.BOX) for file in files]
    kinds = [SPECIES.index(file.stem.split('_', 1)[1]) for file in files]
    return [(picture, kind, off_ground(picture)) for picture, kind in zip(pictures, kinds)]


@functools.cache
def table_photos(data: Path, part: str):
    """(picture, polygons [(kind, points [k, 2])]) of the photos of bean_coffee, split as their makers did."""
    kinds = {'bean': LABELS.index('bean'), 'coffee': LABELS.index('coffee'), 'reference': COIN}
    rows = json.loads((data / 'bean_coffee/annotations.json').read_text())
    return [
        (
            Image.open(data / 'bean_coffee/images' / row['file']).convert('RGB'),
            [(kinds[o['label']], np.array(o['polygon'], np.float32)) for o in row['objects']],
        )
        for row in rows
        if row['split'] == part
    ]


def boxes_of(polygons):
    """(boxes [n, 4], kinds [n]) of the seeds among polygons."""
    seeds = [(kind, points) for kind, points in polygons if kind != COIN]
    boxes = np.array([[*p.min(0), *p.max(0)] for _, p in seeds], np.float32).reshape(-1, 4)
    return boxes, np.array([kind for kind, _ in seeds], np.int64)


def load(data: Path, part: str) -> dict[int, list[Image.Image]]:
    """Cut-outs of each kind, coins among them as -1."""
    cutouts: dict[int, list[Image.Image]] = {kind: [] for kind in range(-1, len(LABELS))}
    for picture, kind, mask in plant_photos(data, part):
        cutouts[kind].append(cut(picture, mask, box_of(mask)))
    for picture, polygons in table_photos(data, part):
        for kind, points in polygons:
            page = Image.new('1', picture.size)
            ImageDraw.Draw(page).polygon([tuple(p) for p in points.tolist()], fill=1)
            mask = np.asarray(page)
            if mask.any():
                cutouts[kind].append(cut(picture, mask, box_of(mask)))
    return cutouts
