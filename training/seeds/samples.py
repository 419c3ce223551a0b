"""Writes the samples of the seed models: beans and coffee drawn from formulas, the same bytes on every run."""

from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

import seed_scenes

MODELS = Path(__file__).resolve().parents[2] / 'models'
HEIGHT, WIDTH = 720, 960


def oval(length: float, rng):
    """Coordinates u along and v across an upright oval, -1..1 inside, and how high its surface stands, 0..1."""
    side = int(length * 1.3)
    y, x = (np.mgrid[:side, :side] + 0.5 - side / 2) / (length / 2)
    u, v = x, y / rng.uniform(0.62, 0.72)
    # A side a little flatter than the other, as of most beans.
    v = v - 0.16 * (u * u - 0.4)
    inside = np.abs(u) ** 2.3 + np.abs(v) ** 2.3
    return u, v, np.sqrt((1 - inside).clip(0)), inside < 1


def lit(height, colour, shine: float):
    """A surface of this colour lit from the upper left, float [h, w, 3]."""
    dy, dx = np.gradient(ndimage.gaussian_filter(height, 1.5) * height.shape[0] * 0.3)
    light = (0.75 - 0.25 * dx - 0.35 * dy) / np.sqrt(1 + dx * dx + dy * dy)
    gloss = (light.clip(0) ** 24)[..., None] * shine
    return colour * (0.45 + 0.6 * light.clip(0, 1))[..., None] + gloss


def bean(rng, length: float) -> np.ndarray:
    """A white bean as RGBA floats."""
    _, _, height, inside = oval(length, rng)
    return finished(rng, lit(height, np.array([238, 234, 224]) + rng.normal(0, 4, 3), 30), inside)


def coffee(rng, length: float) -> np.ndarray:
    """A roasted coffee bean as RGBA floats, its cut up."""
    u, v, height, inside = oval(length, rng)
    cut = np.exp(-(((v - 0.1 * np.sin(3 * u)) / 0.09) ** 2))
    colour = np.array([110, 80, 60]) * (1 - 0.75 * cut[..., None]) * rng.uniform(0.9, 1.1)
    return finished(rng, lit(height * (1 - 0.35 * cut), colour, 150), inside)


def finished(rng, colour, inside) -> np.ndarray:
    soft = ndimage.gaussian_filter(inside.astype(float), 0.8)
    grain = ndimage.gaussian_filter(rng.normal(0, 1, inside.shape), 0.7)[..., None] * 6
    pixels = np.concatenate([(colour + grain).clip(0, 255), soft[..., None] * 255], -1).astype(np.uint8)
    turned = Image.fromarray(pixels, 'RGBA').rotate(rng.uniform(0, 360), Image.BICUBIC, expand=True)
    return np.asarray(turned, np.float32)


def table(seed: int, beans: int, coffees: int):
    """A dark table with so many beans and coffee beans: picture and boxes."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:HEIGHT, :WIDTH] / WIDTH - 0.4
    page = (np.array([50, 50, 52]) * (1 - 0.9 * (x * x + y * y))[..., None] + rng.normal(0, 2.5, (HEIGHT, WIDTH, 1))).astype(np.float32)
    boxes: list[tuple] = []
    for draw, count, length in ((bean, beans, 84), (coffee, coffees, 62)):
        placed = 0
        while placed < count:
            piece = draw(rng, length * rng.uniform(0.9, 1.1))
            solid = piece[..., 3] > 127
            rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
            top, left = int(rng.integers(20, HEIGHT - 20 - solid.shape[0])), int(rng.integers(20, WIDTH - 20 - solid.shape[1]))
            box = (left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1)
            if seed_scenes.clear_of(box, boxes, 0):
                seed_scenes.lay(page, piece, top, left, 0.45, (3, 4))
                boxes.append(box)
                placed += 1
    return Image.fromarray(page.clip(0, 255).astype(np.uint8)), boxes


def save(picture: Image.Image, *path: str) -> None:
    file = MODELS.joinpath(*path[:-1], 'sample', path[-1])
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.save(file, quality=90, optimize=True)
    print(f'{file.relative_to(MODELS)} {file.stat().st_size} bytes')


def main() -> None:
    picture, boxes = table(30, beans=9, coffees=8)
    save(picture, 'seed-detector', 'table.jpg')
    save(picture, 'seed-scan', 'table.jpg')
    for name, box in (('bean.jpg', boxes[0]), ('coffee.jpg', boxes[9])):
        x0, y0, x1, y1 = box
        half, cx, cy = max(x1 - x0, y1 - y0) * 0.6, (x0 + x1) / 2, (y0 + y1) / 2
        save(picture.crop(tuple(round(v) for v in (cx - half, cy - half, cx + half, cy + half))), 'seeds', name)


if __name__ == '__main__':
    main()
