"""Pictures without faces: seeds on tables, single seeds, and CIFAR-10's animals and vehicles, alone or as tiles."""

import io
import json
from pathlib import Path

import numpy as np
from PIL import Image


def seed_photos(data: Path):
    """The photos of bean_coffee that are trained on, and single seeds, at most 640 pixels wide."""
    rows = json.loads((data / 'bean_coffee/annotations.json').read_text())
    files = [data / 'bean_coffee/images' / row['file'] for row in rows if row['split'] == 'train']
    files += sorted((data / 'plant_seeds/images').glob('*.jpg'))
    pictures = []
    for file in files:
        picture = Image.open(file).convert('RGB')
        picture.thumbnail((640, 640))
        pictures.append(picture)
    return pictures


def tiles(data: Path, count=8000):
    """A function of rng that makes a picture of CIFAR-10's: one, or up to 4 x 3 side by side."""
    store = np.load(data / 'cifar10/cifar10_jpeg.npz')
    offsets, raw = store['offset_train'], store['jpeg_train'].tobytes()
    which = np.random.default_rng(1).permutation(len(offsets) - 1)[:count]
    pictures = np.stack([np.asarray(Image.open(io.BytesIO(raw[offsets[i] : offsets[i + 1]])).convert('RGB')) for i in which])

    def make(rng):
        rows, columns = ((1, 1), (2, 2), (3, 4))[rng.integers(3)]
        some = pictures[rng.integers(len(pictures), size=rows * columns)].reshape(rows, columns, 32, 32, 3)
        return Image.fromarray(some.transpose(0, 2, 1, 3, 4).reshape(rows * 32, columns * 32, 3))

    return make


def empty_pictures(data: Path):
    """Half of what is drawn from the list are tiles."""
    plain = seed_photos(data)
    return plain + [tiles(data)] * len(plain)
