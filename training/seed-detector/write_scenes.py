"""Writes the made scenes that are measured as files, for `npm run evaluate -- seed-scan --data OUT/..`.

OUT (named seed_scenes) gets 100 PNG files and annotations.json: the seeds that are never trained on, on made grounds.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / 'training' / name) for name in ('detector', 'seeds')]

import cutouts
import seed_scenes

FIRST, COUNT = 9000, 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, required=True, help='folder of plant_seeds and bean_coffee')
    parser.add_argument('--out', type=Path, required=True, help='a folder named seed_scenes')
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pieces, rows = cutouts.load(args.data, 'test'), []
    for i in range(COUNT):
        image, boxes, kinds = seed_scenes.scene(np.random.default_rng(FIRST + i), pieces)
        Image.fromarray(image).save(args.out / f'{i:03d}.png')
        objects = [{'box': box.tolist(), 'label': cutouts.LABELS[kind]} for box, kind in zip(boxes, kinds)]
        rows.append({'file': f'{i:03d}.png', 'objects': objects})
    (args.out / 'annotations.json').write_text(json.dumps(rows) + '\n')
    print(f'{COUNT} scenes with {sum(len(row["objects"]) for row in rows)} seeds')


if __name__ == '__main__':
    main()
