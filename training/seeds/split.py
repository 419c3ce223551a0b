"""Writes split.json: the two seeds of each species that are measured; the other six are trained on."""

import argparse
import hashlib
import json
from pathlib import Path

from cutouts import SPLIT

HELD = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, required=True, help='folder that holds plant_seeds/')
    args = parser.parse_args()
    species: dict[str, list[str]] = {}
    for file in sorted((args.data / 'plant_seeds/images').glob('*.jpg')):
        species.setdefault(file.stem.split('_', 1)[1], []).append(file.name)
    held = {kind: sorted(files, key=lambda name: hashlib.sha256(name.encode()).hexdigest())[:HELD] for kind, files in species.items()}
    test = sorted(name for files in held.values() for name in files)
    SPLIT.write_text(json.dumps({'test': test}, indent=2) + '\n')
    print(f'{len(test)} of {sum(map(len, species.values()))} seeds of {len(species)} species are held out')


if __name__ == '__main__':
    main()
