"""Pictures with faces: photos of several people (face_boxes), frames of one (face_crops), and the split of the photos."""

import json
import tarfile
from pathlib import Path

import numpy as np
from PIL import Image

SPLIT = Path(__file__).resolve().parent / 'split.json'


def unpacked(folder: Path) -> dict[str, Image.Image]:
    """Every picture of `images.tar`, RGB, by its name."""
    with tarfile.open(folder / 'images.tar') as archive:
        return {m.name: Image.open(archive.extractfile(m)).convert('RGB') for m in archive.getmembers() if m.isfile()}


def load(data: Path) -> dict[str, Image.Image]:
    return unpacked(data / 'face_boxes')


def boxes_of(data: Path) -> dict[str, np.ndarray]:
    """Boxes xyxy of every photo: masked, bare and mask worn wrong are all faces."""
    rows = json.loads((data / 'face_boxes/annotations.json').read_text())
    return {name: np.array([box[:4] for box in row['boxes']], np.float32).reshape(-1, 4) for name, row in rows.items()}


def part(data: Path, name: str):
    """(picture, boxes) of the `train`, `validation` or `test` part, in the order of their names."""
    split = json.loads(SPLIT.read_text())
    pictures, boxes = load(data), boxes_of(data)
    held = {*split['test'], *split['validation']}
    names = sorted(set(pictures) - held) if name == 'train' else split[name]
    return [(pictures[n], boxes[n]) for n in names]


def frames(data: Path):
    """(picture, boxes) of face_crops: frames of at most 128 pixels with one face each."""
    rows = json.loads((data / 'face_crops/annotations.json').read_text())
    pictures = unpacked(data / 'face_crops')
    return [(pictures[name], np.array([rows[name]['box']], np.float32)) for name in sorted(rows)]
