"""Trains the classifier of seeds and writes it as ONNX: `python3 train.py --data DIR`.

Deterministic by seed on one thread. A model that is already there is only replaced by one that names more of the
held-out seeds rightly, each kind weighing the same (or by --force); those are measured, never trained on.
"""

import argparse
import copy
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import crops
import cutouts

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / 'training'))
import onnx_file  # noqa: E402

MEAN, STD = 0.5, 0.25


def network(drop=0.2) -> nn.Sequential:
    """image [N, 3, 64, 64] -> logits [N, 12]."""

    def conv(i, o, stride=1):
        return [nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True)]

    return nn.Sequential(
        *conv(3, 16, 2),
        *conv(16, 24),
        *conv(24, 40, 2),
        *conv(40, 40),
        *conv(40, 56, 2),
        *conv(56, 56),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(drop),
        nn.Linear(56, len(cutouts.LABELS)),
    ).to(memory_format=torch.channels_last)


def normalised(images: torch.Tensor) -> torch.Tensor:
    return ((images.permute(0, 3, 1, 2).float() / 255 - MEAN) / STD).contiguous(memory_format=torch.channels_last)


def varied(x, gen):
    """Turned by quarters, mirrored, brighter or darker, a little tinted."""
    x = torch.rot90(x, int(torch.randint(4, (1,), generator=gen)), (2, 3))
    if torch.rand(1, generator=gen) < 0.5:
        x = x.flip(3)
    n = len(x)
    gain = (1 + 0.15 * torch.randn(n, 1, 1, 1, generator=gen)) * (1 + 0.04 * torch.randn(n, 3, 1, 1, generator=gen))
    x = x * gain + 0.2 * torch.randn(n, 1, 1, 1, generator=gen)
    x = x + torch.randn(x.shape, generator=gen) * (0.1 * (torch.rand(n, 1, 1, 1, generator=gen) < 0.3))
    return x.clip(-MEAN / STD, (1 - MEAN) / STD).contiguous(memory_format=torch.channels_last)


def train(images, kinds, args):
    """The averaged network after `args.epochs` epochs of AdamW under a cosine."""
    torch.manual_seed(args.seed)
    gen, net = torch.Generator().manual_seed(args.seed), network()
    mean = copy.deepcopy(net)
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=0.02)
    images, kinds = torch.from_numpy(images), torch.from_numpy(kinds)
    # Beans and coffee have most of the photos; they are not to have most of the say.
    weight = 1 / torch.bincount(kinds, minlength=len(cutouts.LABELS)).float().sqrt()
    weight /= weight.mean()
    each = len(images) // args.batch
    steps, step = args.epochs * each, 0
    for epoch in range(args.epochs):
        began, seen = time.time(), 0.0
        net.train()
        for pick in torch.randperm(len(images), generator=gen)[: each * args.batch].split(args.batch):
            for group in optimizer.param_groups:
                warm = min(1, (step + 1) / (0.05 * steps))
                group['lr'] = args.rate * warm * (0.5 + 0.5 * math.cos(math.pi * step / steps)) + 1e-6
            # Twice as fast on processors that multiply bfloat16; weights, sums and the loss stay float32.
            with torch.autocast('cpu', dtype=torch.bfloat16):
                logits = net(varied(normalised(images[pick]), gen))
            loss = F.cross_entropy(logits.float(), kinds[pick], weight, label_smoothing=0.05)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
            seen += loss.item()
            decay = min(0.995, step / (step + 10))
            for a, b in zip(mean.state_dict().values(), net.state_dict().values()):
                a.copy_(b) if a.dtype == torch.int64 else a.mul_(decay).add_(b, alpha=1 - decay)
        print(f'epoch {epoch + 1}: loss {seen / each:.4f}  {time.time() - began:.0f} s', flush=True)
    return mean.eval()


@torch.no_grad()
def report(net, data: Path) -> dict[str, float]:
    """Prints what share of the held-out seeds gets its name, by kind; returns what is written into the model."""
    images, kinds = crops.photo_crops(data, 'test')
    named = torch.cat([net(normalised(part)).argmax(1) for part in torch.from_numpy(images).split(256)]).numpy()
    for kind, label in enumerate(cutouts.LABELS):
        own = named[kinds == kind]
        wrong = sorted({cutouts.LABELS[k] for k in own if k != kind})
        print(f'  {label:20s} {(own == kind).sum():3d} of {len(own):3d}  {", ".join(wrong)}')
    species = kinds < len(cutouts.SPECIES)
    right = named == kinds
    pieces = cutouts.load(data, 'test')
    more, truth = crops.made_crops(np.random.default_rng(9000), pieces, 1500)
    made = torch.cat([net(normalised(part)).argmax(1) for part in torch.from_numpy(more).split(256)]).numpy() == truth
    balanced = float(np.mean([right[kinds == kind].mean() for kind in range(len(cutouts.LABELS))]))
    print(f'all {right.mean():.4f}  species {right[species].mean():.4f}  each kind alike {balanced:.4f}  in made scenes {made.mean():.4f}')
    return {'accuracy': float(right.mean()), 'species_accuracy': float(right[species].mean()), 'balanced_accuracy': balanced, 'made_accuracy': float(made.mean())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, required=True, help='folder of plant_seeds and bean_coffee')
    parser.add_argument('--out', type=Path, default=ROOT / 'models/seeds/model.onnx')
    parser.add_argument('--seed', type=int, default=7)
    parser.add_argument('--epochs', type=int, default=7)
    parser.add_argument('--batch', type=int, default=64)
    parser.add_argument('--rate', type=float, default=0.003)
    parser.add_argument('--quick', action='store_true', help='a tenth of the crops, to try the script')
    parser.add_argument('--force', action='store_true', help='replace a better model')
    args = parser.parse_args()

    torch.set_num_threads(1)
    began, share = time.time(), 10 if args.quick else 1
    rng = np.random.default_rng(args.seed)
    made = crops.made_crops(rng, cutouts.load(args.data, 'train'), 10_000 // share)
    real = crops.photo_crops(args.data, 'train', rng, times=max(1, 8 // share))
    images, kinds = (np.concatenate(pair) for pair in zip(made, real))
    print(f'{len(made[0])} crops of made scenes, {len(real[0])} of photos, {time.time() - began:.0f} s', flush=True)
    net = train(images, kinds, args)
    print(f'{sum(p.numel() for p in net.parameters())} weights, {time.time() - began:.0f} s')
    figures = report(net, args.data)
    onnx_file.keep_the_better(args.out, 'balanced_accuracy', figures, args.force)
    onnx_file.export(net, args.out, crops.SIDE, crops.SIDE, 3, {**figures, 'seed': args.seed, 'epochs': args.epochs})


if __name__ == '__main__':
    main()
