"""Writes test/fixtures/glyph.json: pictures and their glyphs, which hold the TypeScript rule to glyph.py."""

import base64
import json
import zlib
from pathlib import Path

import numpy as np

import augment
import strokes
from glyph import glyph

OUT = Path(__file__).resolve().parents[2] / 'test/fixtures/glyph.json'


def cases():
    """(name, picture uint8 [h, w, c], glyph options) of every case."""
    rng = np.random.default_rng(2024)

    def mask(digit, canvas=64, pen=5):
        return strokes.drawn_digit(rng, digit, canvas=canvas, pen=pen)[0]

    def rgba(ink, colour):
        return np.concatenate([np.broadcast_to(np.uint8(colour), (*ink.shape, 3)), ink[:, :, None]], 2)

    three = mask(3)
    yield 'dark on light', 255 - three, {}
    yield 'light on dark', three, {}
    yield '28x28 soft grey', 255 - np.rint(glyph(mask(5)) * 200).astype(np.uint8), {}
    yield 'opaque RGBA', rgba(np.full_like(three, 255), [0, 0, 0]) * (three[:, :, None] == 0), {}
    yield 'ink only in alpha', rgba(mask(2), [0, 0, 0]), {}
    yield 'white ink on transparent', rgba(mask(4), [255, 255, 255]), {}
    yield 'grey and alpha', np.stack([np.full((64, 64), 30, np.uint8), mask(6)], 2), {}
    eight = mask(8)[:, :, None] > 0
    yield 'green on red of the same luminance', np.where(eight, np.uint8([0, 130, 0]), np.uint8([255, 0, 0])), {}
    yield 'coloured', augment.presented(rng, mask(0), 'coloured'), {}
    yellow = np.full((64, 64, 3), 255, np.uint8)
    yellow[mask(9) > 0, 2] = 0
    yield 'yellow on white', yellow, {}
    two = rgba(mask(7), [10, 20, 200])
    two[:30, :, :3] = [240, 200, 0]
    yield 'two inks on transparent', two, {}
    card = np.zeros((80, 70, 4), np.uint8)
    card[8:72, 3:67] = rgba(np.full((64, 64), 255, np.uint8), [250, 240, 230])
    card[8:72, 3:67][mask(3) > 0, :3] = [20, 20, 60]
    yield 'opaque card in a transparent picture', card, {}
    glass = rgba(np.full((64, 64), 200, np.uint8), [250, 250, 250])
    glass[mask(2) > 0] = [0, 0, 90, 255]
    glass[20:30, 20:30, 3] = 60
    yield 'half transparent page', glass, {}
    far = np.full((200, 260), 255, np.uint8)
    far[130:194, 190:254] = 255 - three
    yield 'off centre', far, {}
    yield 'not square', np.pad(255 - three, ((0, 0), (40, 90)), constant_values=255), {}
    yield 'large', 255 - mask(4, 600, 30), {}
    frame = np.pad(255 - mask(5, 120, 8), 6, constant_values=255)
    frame[:2], frame[-2:], frame[:, :1], frame[:, -3:-1] = 0, 0, 0, 0
    yield 'frame line', frame, {}
    specks = 255 - mask(7, 200, 14)
    specks[[4, 190, 100], [190, 3, 8]] = 0
    yield 'specks', specks, {}
    yield 'noisy paper', augment.presented(rng, mask(9), 'noisy'), {}
    yield 'noise', rng.integers(0, 256, (40, 40, 3), np.uint8), {}
    yield 'blank', np.full((50, 50, 3), 255, np.uint8), {}
    yield 'faint beyond reading', np.where(three > 0, 240, 255).astype(np.uint8), {}
    yield 'one pixel', np.array([[7]], np.uint8), {}
    yield 'two by three', np.array([[255, 255, 0], [255, 255, 255]], np.uint8), {}
    yield 'a row of pixels', np.array([[255] * 12 + [0] * 5 + [255] * 9], np.uint8), {}
    tie = np.zeros((11, 10), np.uint8)
    tie[3:6, 4:7] = 255
    yield 'centre between pixels', tie, {'size': 28, 'box': 19}
    yield 'another size', 255 - three, {'size': 32, 'box': 24}
    yield 'lines', strokes.no_digit(rng, 'lines'), {}


def main() -> None:
    lines = []
    for name, picture, options in cases():
        picture = picture if picture.ndim == 3 else picture[:, :, None]
        height, width, channels = picture.shape
        packed = base64.b64encode(zlib.compress(np.ascontiguousarray(picture, np.uint8).tobytes(), 9)).decode()
        expected = [float(f'{v:.4f}') if v % 1 else int(v) for v in glyph(picture, **options).ravel()]
        case = dict(name=name, height=height, width=width, channels=channels, options=options, deflated=packed)
        lines.append(json.dumps({**case, 'expected': expected}, separators=(',', ':')))
    OUT.write_text('[\n' + ',\n'.join(lines) + '\n]\n')
    print(f'{len(lines)} cases, {OUT.stat().st_size} bytes')


if __name__ == '__main__':
    main()
