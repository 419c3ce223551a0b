"""Trains the face detector and writes it as ONNX: `python3 train.py --data DIR`.

Deterministic by seed on one thread. A model that is already there is only replaced by one that is better on the
test photos (or by --force); those are measured, never trained on, and the threshold is chosen on others.
"""

import argparse
import sys
import time
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / 'training'), str(ROOT / 'training/detector')]

import empty
import face_scenes
import photos
from export import export
from fit import add_options, fit
from measure import at_score, curve, detect, prepared, sure_score
from network import Detector
from onnx_file import keep_the_better

SMALLEST = 20


def samples_of(data: Path, part: str):
    return [(picture, boxes, []) for picture, boxes in photos.part(data, part)]


def report(net, data: Path) -> dict[str, float]:
    """Prints precision and recall; returns the figures that are written into the model."""
    pages, truths = prepared(samples_of(data, 'validation'), face_scenes.SIZE, SMALLEST)
    score = sure_score(curve(detect(net, pages), truths))
    pages, truths = prepared(samples_of(data, 'test'), face_scenes.SIZE, SMALLEST)
    found = detect(net, pages)
    points = curve(found, truths)
    for name, least in (('threshold', score), *((f'{x:.2f}', x) for x in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5))):
        precision, recall = at_score(points, least)
        print(f'  {name:10s} {least:.3f}  precision {precision:.3f}  recall {recall:.3f}')
    precision, recall = at_score(points, score)
    return {'min_score': float(score), 'precision': precision, 'recall': recall, 'f1': 2 * precision * recall / (precision + recall)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, required=True, help='folder of face_boxes, face_crops, bean_coffee, plant_seeds, cifar10')
    parser.add_argument('--out', type=Path, default=ROOT / 'models/face-detector/model.onnx')
    add_options(parser, epochs=28, scenes=4000, batch=16)
    args = parser.parse_args()

    torch.set_num_threads(1)
    began = time.time()
    make_scene = face_scenes.maker(photos.part(args.data, 'train'), photos.frames(args.data), empty.empty_pictures(args.data))
    print(f'read, {time.time() - began:.0f} s', flush=True)
    torch.manual_seed(args.seed)
    net = fit(Detector(), make_scene, args, face_scenes.SIZE)
    print(f'{sum(p.numel() for p in net.parameters())} weights, {time.time() - began:.0f} s')
    figures = report(net, args.data)
    keep_the_better(args.out, 'f1', figures, args.force)
    export(net, args.out, face_scenes.SIZE, {**figures, 'seed': args.seed, 'epochs': args.stop or args.epochs})


if __name__ == '__main__':
    main()
