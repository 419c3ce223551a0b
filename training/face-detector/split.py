"""Writes split.json: which photos of face_boxes are measured, which choose the threshold; the rest is trained on."""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np

import photos

TEST, VALIDATION = 170, 40


def same_photos(pictures: dict) -> dict[str, str]:
    """Each name -> the first name of the photo that it is a copy of, or its own; copies differ in size or coding."""
    names = sorted(pictures)
    rows = np.stack([np.asarray(pictures[name].convert('L').resize((16, 16)), float).ravel() for name in names])
    rows -= rows.mean(1, keepdims=True)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    alike = rows @ rows.T > 0.95
    return {name: names[int(alike[i].argmax())] for i, name in enumerate(names)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, required=True, help='folder that holds face_boxes/')
    args = parser.parse_args()
    pictures = photos.load(args.data)
    first = same_photos(pictures)
    # By hash: neither the order of the archive nor who is in a photo has a say; copies stay together.
    order = sorted(pictures, key=lambda name: (hashlib.sha256(first[name].encode()).hexdigest(), name))
    parts = {'test': sorted(order[:TEST]), 'validation': sorted(order[TEST : TEST + VALIDATION])}
    photos.SPLIT.write_text(json.dumps(parts, indent=2) + '\n')
    print({name: len(part) for name, part in parts.items()}, len(pictures) - TEST - VALIDATION, 'to train on')


if __name__ == '__main__':
    main()
