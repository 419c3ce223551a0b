"""Trains the digit classifier and writes it as ONNX: `python3 train.py` from the repository root or anywhere.

Deterministic by seed on one thread. A model that is already there is only replaced by one that reads more of
the MNIST test set (or by --force); the test set is measured, never trained on.
"""

import argparse
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import augment
import evaluate

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / 'training'))
import onnx_file  # noqa: E402


def network(a=16, b=28, c=56, drop=0.3) -> nn.Sequential:
    """image [n, 1, 28, 28] in 0..1 -> logits [n, 10]."""

    def conv(i, o, padding):
        return [nn.Conv2d(i, o, 3, padding=padding, bias=False), nn.BatchNorm2d(o), nn.ReLU()]

    return nn.Sequential(
        *conv(1, a, 1),
        nn.MaxPool2d(2),
        *conv(a, b, 1),
        *conv(b, b, 0),
        nn.MaxPool2d(2),
        *conv(b, c, 1),
        *conv(c, c, 0),
        nn.Flatten(),
        nn.Dropout(drop),
        nn.Linear(16 * c, 10),
    ).to(memory_format=torch.channels_last)


def training_pools(data: Path, seed: int, quick: bool):
    """Glyphs and labels by source; label -1 is 'no digit', whose target is the uniform distribution."""
    images, labels = augment.mnist(data, 'train')
    share = 10 if quick else 1
    images, labels = images[::share], labels[::share]
    plain = augment.glyphs(images)
    drawn = np.concatenate([augment.glyphs(augment.redrawn(images, seed + k)) for k in range(3)])
    template, template_labels = augment.template_drawings(seed + 10, 100_000 // share)
    empty = augment.empty_pages(seed + 20, 36_000 // share)
    return {
        'plain': (plain, labels),
        'drawn': (drawn, np.tile(labels, 3)),
        'template': (template, template_labels),
        'empty': (empty, np.full(len(empty), -1)),
    }


def epoch_of(pools, rng, take):
    """A shuffled epoch: `take[name]` images drawn from each pool without replacement."""
    picks = {name: rng.permutation(len(pools[name][0]))[: take[name]] for name in pools}
    x = np.concatenate([pools[name][0][pick] for name, pick in picks.items()])
    y = np.concatenate([pools[name][1][pick] for name, pick in picks.items()])
    order = rng.permutation(len(x))
    return torch.from_numpy(x[order]), torch.from_numpy(y[order])


def varied(x, gen):
    """Three in four images turned, slanted, scaled, shifted and bent a little: float [n, 1, 28, 28]."""
    x = x[:, None].float() / 255
    grid = augment.warp_grid(len(x), 28, gen, turn=0.1, shear=0.1, stretch=0.06, bend=0.035, shift=0.04)
    moved = F.grid_sample(x, grid, align_corners=False)
    keep = torch.rand(len(x), generator=gen) < 0.25
    moved[keep] = x[keep]
    return moved.contiguous(memory_format=torch.channels_last)


def loss_of(logits, labels, smooth):
    target = torch.full_like(logits, 0.1)
    digit = labels >= 0
    target[digit] = F.one_hot(labels[digit], 10).float() * (1 - smooth) + smooth / 10
    return -(target * logits.log_softmax(1)).sum(1).mean()


def train(pools, args):
    """The averaged network after `args.epochs` epochs of AdamW under a one-cycle cosine."""
    torch.manual_seed(args.seed)
    net, mean = network(), network()
    mean.load_state_dict(net.state_dict())
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=0.02)
    gen, rng = torch.Generator().manual_seed(args.seed), np.random.default_rng(args.seed)
    take = {name: round(len(pools['plain'][0]) * s) for name, s in (('plain', 1), ('drawn', 0.8), ('template', 0.6), ('empty', 0.18))}
    steps, step = args.epochs * math.ceil(sum(take.values()) / args.batch), 0
    for epoch in range(args.epochs):
        began, seen = time.time(), 0.0
        net.train()
        x, y = epoch_of(pools, rng, take)
        for xb, yb in zip(x.split(args.batch), y.split(args.batch)):
            for group in optimizer.param_groups:
                warm = min(1, step / (0.05 * steps))
                group['lr'] = args.rate * warm * (0.5 + 0.5 * math.cos(math.pi * step / steps)) + 1e-6
            loss = loss_of(net(varied(xb, gen)), yb, args.smooth)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
            seen += loss.item() * len(xb)
            decay = min(0.998, step / (step + 10))
            for a, b in zip(mean.state_dict().values(), net.state_dict().values()):
                a.copy_(b) if a.dtype == torch.int64 else a.mul_(decay).add_(b, alpha=1 - decay)
        print(f'epoch {epoch + 1}: loss {seen / len(x):.4f}  {time.time() - began:.0f} s', flush=True)
        if args.checkpoint:
            torch.save(mean.state_dict(), args.checkpoint)
            if epoch % 4 == 3:
                print(f'  test {(evaluate.scores(mean, args.test[0]).argmax(1) == args.test[1]).mean():.4%}', flush=True)
    return mean


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, required=True, help='folder of the four MNIST files')
    parser.add_argument('--out', type=Path, default=ROOT / 'models/digits/model.onnx')
    parser.add_argument('--seed', type=int, default=7)
    parser.add_argument('--epochs', type=int, default=18)
    parser.add_argument('--batch', type=int, default=128)
    parser.add_argument('--rate', type=float, default=0.003)
    parser.add_argument('--smooth', type=float, default=0.01, help='label smoothing')
    parser.add_argument('--quick', action='store_true', help='a tenth of the data, to try the script')
    parser.add_argument('--force', action='store_true', help='replace a better model')
    parser.add_argument('--checkpoint', type=Path, help='save the averaged weights here after each epoch')
    args = parser.parse_args()

    torch.set_num_threads(1)
    began = time.time()
    pools = training_pools(args.data, args.seed, args.quick)
    test_images, test_labels = augment.mnist(args.data, 't10k')
    test_glyphs = augment.glyphs(test_images)
    args.test = (test_glyphs, test_labels)
    print({name: len(pool[0]) for name, pool in pools.items()}, f'{time.time() - began:.0f} s', flush=True)

    net = train(pools, args)
    weights = sum(p.numel() for p in net.parameters())
    print(f'{weights} weights, {onnx_file.multiply_adds(net, 28, 28, 1)} multiply-adds per image, {time.time() - began:.0f} s')
    drawings, empties = evaluate.drawing_sets(test_images, test_labels), evaluate.empty_sets()
    figures = evaluate.report(net, test_glyphs, test_labels, drawings, empties)

    onnx_file.keep_the_better(args.out, 'mnist_test_accuracy', figures, args.force)
    onnx_file.export(net, args.out, 28, 28, 1, {**figures, 'seed': args.seed, 'epochs': args.epochs})


if __name__ == '__main__':
    main()
