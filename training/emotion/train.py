"""Trains a classifier of facial expressions and writes it as ONNX: `python3 train.py emotion-small --data DIR`.

Deterministic by seed on one thread. A model that is already there is only replaced by one that knows more of the
FER+ validation faces (or by --force). The test faces are measured, and nothing is chosen by them.
"""

import argparse
import math
import sys
import time
from pathlib import Path

import torch

import faces
from networks import LAYERS, SIDE, BothWays, network

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / 'training'))
import onnx_file  # noqa: E402


def repeats(labels, power):
    """How often each face is drawn in an epoch on average: more often the rarer its label, once over all."""
    share = torch.bincount(labels).float().clamp(min=1) ** -power
    weights = share[labels]
    return weights / weights.mean()


def train(x, targets, labels, args, after_epoch):
    torch.manual_seed(args.seed)
    gen = torch.Generator().manual_seed(args.seed)
    net = network(args.model).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=args.decay)
    often = repeats(labels, args.balance)
    steps, step = args.epochs * (len(x) // args.batch), 0
    for epoch in range(args.epochs):
        began, losses = time.process_time(), []
        net.train()
        drawn = torch.arange(len(x)).repeat_interleave((often + torch.rand(len(x), generator=gen)).floor().long())
        drawn = drawn[torch.randperm(len(drawn), generator=gen)]
        for pick in drawn[: len(drawn) // args.batch * args.batch].split(args.batch):
            done = min(1, step / steps)
            for group in optimizer.param_groups:
                group['lr'] = args.rate * min(1, done / 0.1 + 0.02) * (0.5 + 0.5 * math.cos(math.pi * done)) + 1e-6
            # Twice as fast on processors that multiply bfloat16; weights and sums stay float32.
            with torch.autocast('cpu', dtype=torch.bfloat16):
                logits = net(faces.varied(x[pick], gen))
            loss = -(targets[pick] * logits.float().log_softmax(1)).sum(1).mean()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
            losses.append(loss.item())
        print(f'epoch {epoch + 1}: loss {sum(losses) / len(losses):.4f}  {time.process_time() - began:.0f} s', flush=True)
        after_epoch(net, epoch)
    return net


@torch.no_grad()
def chosen(net, x):
    """The best class of each face: int64 [n]."""
    net.eval()
    return torch.cat([net(part.float() / 255).argmax(1) for part in x.split(500)])


def report(name, net, x, labels) -> float:
    """Prints the share that is right, and the same for each emotion."""
    hits = chosen(net, x) == labels
    by_class = (f'{emotion} {hits[labels == i].float().mean():.1%}' for i, emotion in enumerate(faces.EMOTIONS))
    print(f'{name} {hits.float().mean():.4%}  ' + '  '.join(by_class), flush=True)
    return hits.float().mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('model', choices=LAYERS)
    parser.add_argument('--data', type=Path, required=True, help='folder of ferplus_jpeg.npz')
    parser.add_argument('--out', type=Path, help='models/<model>/model.onnx')
    parser.add_argument('--seed', type=int, default=7)
    parser.add_argument('--epochs', type=int, default=36)
    parser.add_argument('--batch', type=int, default=128)
    parser.add_argument('--rate', type=float, default=0.003, help='peak learning rate')
    parser.add_argument('--decay', type=float, default=0.05, help='weight decay')
    parser.add_argument('--balance', type=float, default=0.25, help='0: labels as often as they are; 1: all equally often')
    parser.add_argument('--quick', action='store_true', help='a tenth of the data, to try the script')
    parser.add_argument('--force', action='store_true', help='replace a better model')
    args = parser.parse_args()
    out = args.out or ROOT / 'models' / args.model / 'model.onnx'

    torch.set_num_threads(1)
    share = 10 if args.quick else 1
    x, targets, labels = (part[::share] for part in faces.ferplus(args.data, 'train'))
    valid_x, _, valid_labels = faces.ferplus(args.data, 'valid')
    test_x, _, test_labels = faces.ferplus(args.data, 'test')

    def now_and_then(net, epoch):
        if epoch % 4 == 3:
            report('  valid', net, valid_x, valid_labels)

    net = BothWays(train(x, targets, labels, args, now_and_then))
    weights = sum(p.numel() for p in net.parameters())
    print(f'{weights} weights, {onnx_file.multiply_adds(net, SIDE, SIDE, 1)} multiply-adds per image, {time.process_time():.0f} s')
    valid, test = report('valid', net, valid_x, valid_labels), report('test', net, test_x, test_labels)

    figures = {'ferplus_valid_accuracy': valid, 'ferplus_test_accuracy': test, 'seed': args.seed, 'epochs': args.epochs}
    onnx_file.keep_the_better(out, 'ferplus_valid_accuracy', figures, args.force)
    onnx_file.export(net, out, SIDE, SIDE, 1, figures)


if __name__ == '__main__':
    main()
