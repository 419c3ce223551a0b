"""Trains a detector on scenes that are made anew for every epoch."""

import argparse
import copy
import math
import time
from pathlib import Path

import numpy as np
import torch

from loss import loss_of
from network import points_of

MEAN, STD = 0.5, 0.25


def normalised(images):
    """uint8 [N, H, W, 3] -> what the network takes, float32 [N, 3, H, W] in memory as pixels."""
    x = torch.from_numpy(images) if isinstance(images, np.ndarray) else images
    return (x.permute(0, 3, 1, 2).float() / 255 - MEAN) / STD


def recoloured(x, gen):
    """Most pictures brighter or darker, flatter, tinted, grey or noisy; x as the network takes it."""
    n = len(x)

    def some(share):
        return (torch.rand(n, 1, 1, 1, generator=gen) < share).float()

    def normal(spread, channels=1):
        return torch.randn(n, channels, 1, 1, generator=gen) * spread

    x = x * (1 + normal(0.2).clip(-0.5, 0.5)) * (1 + normal(0.06, 3)) + normal(0.35).clip(-0.9, 0.9)
    grey, mix = x.mean(1, True), some(0.12)
    x = x * (1 - mix) + grey * mix
    x = x + torch.randn(x.shape, generator=gen) * (0.12 * some(0.25))
    return x.clip(-MEAN / STD, (1 - MEAN) / STD).contiguous(memory_format=torch.channels_last)


def padded(scenes):
    """A list of (image, boxes [n, 4], kinds [n], ignored [m, 4]) as one batch of tensors."""
    most = max(1, max(len(boxes) for _, boxes, _, _ in scenes))
    hidden = max(len(ignored) for *_, ignored in scenes)
    batch = {
        'images': np.stack([image for image, *_ in scenes]),
        'boxes': torch.zeros(len(scenes), most, 4),
        'kinds': torch.full((len(scenes), most), -1, dtype=torch.int64),
        'present': torch.zeros(len(scenes), most, dtype=torch.bool),
        'ignored': torch.zeros(len(scenes), hidden, 4),
    }
    for i, (_, boxes, kinds, ignored) in enumerate(scenes):
        batch['boxes'][i, : len(boxes)] = torch.from_numpy(np.asarray(boxes, np.float32).reshape(-1, 4))
        batch['kinds'][i, : len(kinds)] = torch.from_numpy(np.asarray(kinds, np.int64))
        batch['present'][i, : len(boxes)] = True
        batch['ignored'][i, : len(ignored)] = torch.from_numpy(np.asarray(ignored, np.float32).reshape(-1, 4))
    return batch


def add_options(parser: argparse.ArgumentParser, epochs: int, scenes: int, batch: int) -> None:
    """What can be said of the training of any detector."""
    parser.add_argument('--seed', type=int, default=7)
    parser.add_argument('--epochs', type=int, default=epochs)
    parser.add_argument('--stop', type=int, help='end after this many of the epochs; the rate falls as if all were run')
    parser.add_argument('--scenes', type=int, default=scenes, help='per epoch')
    parser.add_argument('--batch', type=int, default=batch)
    parser.add_argument('--rate', type=float, default=0.002)
    parser.add_argument('--float32', action='store_true', help='no bfloat16, which takes half the time')
    parser.add_argument('--quick', action='store_true', help='a tenth of the scenes, to try the script')
    parser.add_argument('--force', action='store_true', help='replace a better model')
    parser.add_argument('--checkpoint', type=Path, help='save the averaged weights here after each epoch')


def fit(net, make_scene, args, size):
    """
    The averaged network after the epochs of AdamW under a cosine that `args` asks for.

    :param make_scene: rng -> (image uint8 [H, W, 3], boxes, kinds, ignored)
    :param size: (H, W)
    """
    torch.manual_seed(args.seed)
    gen, rng = torch.Generator().manual_seed(args.seed), np.random.default_rng(args.seed)
    net = net.to(memory_format=torch.channels_last).train()
    mean = copy.deepcopy(net)
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=0.02)
    points = points_of(*size)
    each = args.scenes // (10 if args.quick else 1) // args.batch
    steps, step = args.epochs * each, 0
    for epoch in range(args.stop or args.epochs):
        began, seen = time.time(), 0.0
        for _ in range(each):
            batch = padded([make_scene(rng) for _ in range(args.batch)])
            for group in optimizer.param_groups:
                warm = min(1, (step + 1) / (0.03 * steps))
                group['lr'] = args.rate * warm * (0.5 + 0.5 * math.cos(math.pi * step / steps)) + 1e-6
            # Twice as fast on processors that multiply bfloat16; weights, sums and losses stay float32.
            with torch.autocast('cpu', dtype=torch.bfloat16, enabled=not args.float32):
                logits, edges = net(recoloured(normalised(batch['images']), gen))
            loss = loss_of(logits.float(), edges.float(), batch, points)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 10)
            optimizer.step()
            step += 1
            seen += loss.item()
            decay = min(0.998, step / (step + 10))
            for a, b in zip(mean.state_dict().values(), net.state_dict().values()):
                a.copy_(b) if a.dtype == torch.int64 else a.mul_(decay).add_(b, alpha=1 - decay)
        print(f'epoch {epoch + 1}: loss {seen / each:.4f}  {time.time() - began:.0f} s', flush=True)
        if args.checkpoint:
            torch.save(mean.state_dict(), args.checkpoint)
    return mean.eval()
