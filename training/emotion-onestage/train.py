"""Trains the detector that names the emotion of every face it finds: `python3 train.py --data DIR`.

It starts from the weights of face-detector. Deterministic by seed on one thread. A model that is already there is only replaced by one that is better on the test faces (or by --force).
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / 'training' / name) for name in ('', 'detector', 'emotion', 'face-detector')]

import emotion_scenes
import empty
import face_scenes
import photos
from export import export
from faces import EMOTIONS, ferplus
from fit import add_options, fit, normalised
from measure import at_score, best_f1, curve, detect, matched, prepared
from network import Detector
from onnx_file import keep_the_better
from start_from import exported

SMALLEST = 20
# Faces that fill their picture are found with less certainty than those of photos.
CLOSE_UP = 0.3


def read_faces(data: Path, part: str):
    """(faces uint8 [n, 48, 48], labels [n]) of FER+, by the vote of most."""
    faces, _, labels = ferplus(data / 'ferplus', part)
    return faces[:, 0].numpy(), np.asarray(labels)


def named(net, faces, labels, least: float) -> np.ndarray:
    """Per test face the kind that it was found with, -1 where it was not found; half of an overlap is not asked for."""
    pages, truths = emotion_scenes.test_sheets(faces, labels)
    kinds = []
    for (boxes, scores, logits), (wanted, _) in zip(detect(net, pages, least), truths):
        _, owners = matched(boxes, scores, wanted, [], least=0.3)
        own = np.full(len(wanted), -1)
        own[owners[owners >= 0]] = logits[owners >= 0, 1:].argmax(1)
        kinds += own.tolist()
    return np.array(kinds)


def on_photos(net, data: Path, part: str):
    """The curve of precision and recall on photos, whatever the emotion."""
    samples = [(picture, boxes, []) for picture, boxes in photos.part(data, part)]
    pages, truths = prepared(samples, face_scenes.SIZE, SMALLEST)
    return curve(detect(net, pages), truths)


def report(net, data: Path) -> dict[str, float]:
    """Prints how many test faces are found and named; returns the figures that are written into the model."""
    least = float(best_f1(on_photos(net, data, 'validation'))[0])
    precision, recall = at_score(on_photos(net, data, 'test'), least)
    print(f'photos at {least:.3f}  precision {precision:.3f}  recall {recall:.3f}')
    faces, labels = read_faces(data, 'test')
    for score in (least, CLOSE_UP):
        kinds = named(net, faces, labels, score)
        found, right = kinds >= 0, kinds == labels
        print(f'faces at {score:.3f}  found {found.mean():.4f}  right {right.mean():.4f}  of those found {right[found].mean():.4f}')
    for kind, label in enumerate(EMOTIONS):
        own = labels == kind
        print(f'  {label:9s} found {found[own].mean():.3f}  right {right[own].mean():.3f} of {own.sum()}')
    return {'min_score': least, 'accuracy': float(right.mean()), 'found': float(found.mean()), 'precision': precision, 'recall': recall}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, required=True, help='folder of ferplus and what face-detector needs')
    parser.add_argument('--start', type=Path, default=ROOT / 'models/face-detector/model.onnx')
    parser.add_argument('--out', type=Path, default=ROOT / 'models/emotion-onestage/model.onnx')
    add_options(parser, epochs=30, scenes=3200, batch=16)
    args = parser.parse_args()

    torch.set_num_threads(1)
    began = time.time()
    none = empty.empty_pictures(args.data)
    photo_scene = face_scenes.maker(photos.part(args.data, 'train'), photos.frames(args.data), none)
    empty_scene = face_scenes.maker([], [], none, shares=(0, 0, 1))
    make_scene = emotion_scenes.maker(photo_scene, empty_scene, *read_faces(args.data, 'train'))
    print(f'read, {time.time() - began:.0f} s', flush=True)
    torch.manual_seed(args.seed)
    net = Detector(kinds=len(EMOTIONS))
    some = np.stack([photo_scene(np.random.default_rng(i))[0] for i in range(32)])
    net.load_state_dict(exported(args.start, normalised(some)).state_dict(), strict=False)
    net = fit(net, make_scene, args, face_scenes.SIZE)
    print(f'{sum(p.numel() for p in net.parameters())} weights, {time.time() - began:.0f} s')
    figures = report(net, args.data)
    keep_the_better(args.out, 'accuracy', figures, args.force)
    export(net, args.out, face_scenes.SIZE, {**figures, 'seed': args.seed, 'epochs': args.stop or args.epochs})


if __name__ == '__main__':
    main()
