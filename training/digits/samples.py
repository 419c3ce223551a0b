"""Writes models/digits/sample/: drawings from the stroke templates, the same bytes on every run."""

from pathlib import Path

import numpy as np
from PIL import Image

import strokes

OUT = Path(__file__).resolve().parents[2] / 'models/digits/sample'
CANVAS = 300


def samples() -> dict[str, np.ndarray]:
    """{file name: pixels uint8 [300, 300] or [300, 300, 4]}"""
    rng = np.random.default_rng(30)

    def mask(digit, form, pen):
        return strokes.drawn_digit(rng, digit, canvas=CANVAS, pen=pen, form=form)[0]

    seven = 255 - mask(7, 'bar', 16)
    three = mask(3, 'round', 14)
    two = np.zeros((CANVAS, CANVAS, 4), np.uint8)
    two[:, :, :3], two[:, :, 3] = [30, 60, 160], mask(2, 'loop', 12)
    two[two[:, :, 3] == 0] = 0
    five = np.full((CANVAS, CANVAS), 255, np.uint8)
    small = strokes.drawn_digit(rng, 5, canvas=CANVAS // 2, pen=3, form='two strokes')[0]
    five[: CANVAS // 2, CANVAS // 2 :] -= small
    return {
        'seven.png': seven,
        'three-light-on-dark.png': three,
        'two-transparent.png': two,
        'five-thin-off-centre.png': five,
        'blank.png': np.full((CANVAS, CANVAS), 255, np.uint8),
    }


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, pixels in samples().items():
        Image.fromarray(pixels).save(OUT / name, optimize=True)
        print(f'{name} {(OUT / name).stat().st_size} bytes')


if __name__ == '__main__':
    main()
