"""Trains the classifier of ten kinds of objects and writes it as ONNX: `python3 train.py --data DIR`.

Deterministic by seed on one thread. A model that is already there is only replaced by one that knows more of the
CIFAR-10 test pictures (or by --force); they are measured, never trained on.
"""

import argparse
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F

import pictures
from network import Together, network

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / 'training'))
import onnx_file  # noqa: E402


# What the networks of the model differ in; together they know more than each, because they err on other pictures.
MEMBERS = (
    {'epochs': 16, 'smooth': 0.15, 'small': 0.0, 'vary': pictures.shifted},
    {'epochs': 20, 'smooth': 0.1, 'small': 0.4, 'vary': pictures.varied},
)


def optimizer_of(net, args):
    """SGD; the shifts of BatchNorm learn faster than all else (see `network.py` for the source)."""
    shifts, rest = [], []
    for name, p in net.named_parameters():
        if p.requires_grad:
            (shifts if name.endswith('bias') and not name.startswith('0.') else rest).append(p)
    groups = [{'params': rest, 'peak': args.rate}, {'params': shifts, 'peak': 16 * args.rate, 'weight_decay': args.decay / 16}]
    return torch.optim.SGD(groups, lr=args.rate, momentum=0.85, nesterov=True, weight_decay=args.decay)


def share_of_peak(step: int, steps: int) -> float:
    """The learning rate: up from a fifth during the first fifth of the steps, then down to nothing."""
    turn = 0.2 * steps
    return 0.2 + 0.8 * step / turn if step < turn else (steps - step) / (steps - turn)


def train(x, y, args, epochs, smooth, small, vary):
    """One network. `smooth`: label smoothing; `small`: share of the epochs, the first, on smaller pictures."""
    torch.manual_seed(args.seed)
    gen = torch.Generator().manual_seed(args.seed)
    net = network(pictures.normalized(x[torch.randperm(len(x), generator=gen)[:5000]]))
    optimizer = optimizer_of(net, args)
    # Every picture is seen as it is and mirrored in turn, half of them mirrored first.
    first = torch.rand(len(x), generator=gen) < 0.5
    per_epoch = len(x) // args.batch
    steps, step = epochs * per_epoch, 0
    for epoch in range(epochs):
        began, seen = time.process_time(), 0.0
        net.train()
        for pick in torch.randperm(len(x), generator=gen)[: per_epoch * args.batch].split(args.batch):
            batch = vary(x[pick], gen)
            mirror = first[pick] ^ bool(epoch % 2)
            batch[mirror] = batch[mirror].flip(-1)
            for group in optimizer.param_groups:
                group['lr'] = group['peak'] * share_of_peak(step, steps)
            if epoch < small * epochs:
                batch = pictures.shrunk(batch)
            # Twice as fast on processors that multiply bfloat16; weights and sums stay float32.
            with torch.autocast('cpu', dtype=torch.bfloat16):
                logits = net(pictures.normalized(batch))
            loss = F.cross_entropy(logits.float(), y[pick], label_smoothing=smooth)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
            seen += loss.item() / per_epoch
        print(f'epoch {epoch + 1}: loss {seen:.4f}  {time.process_time() - began:.0f} s', flush=True)
    return net


@torch.no_grad()
def accuracy(net, x, y) -> float:
    net.eval()
    hits = [(net(pictures.normalized(a)).argmax(1) == b).sum().item() for a, b in zip(x.split(500), y.split(500))]
    return sum(hits) / len(y)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, required=True, help='folder of cifar10_jpeg.npz')
    parser.add_argument('--out', type=Path, default=ROOT / 'models/objects/model.onnx')
    parser.add_argument('--seed', type=int, default=7)
    parser.add_argument('--batch', type=int, default=512)
    parser.add_argument('--rate', type=float, default=0.75, help='peak learning rate')
    parser.add_argument('--decay', type=float, default=0.00133, help='weight decay')
    parser.add_argument('--quick', action='store_true', help='a tenth of the data, to try the script')
    parser.add_argument('--force', action='store_true', help='replace a better model')
    args = parser.parse_args()

    torch.set_num_threads(1)
    share = 10 if args.quick else 1
    x, y = (part[::share] for part in pictures.cifar(args.data, 'train'))
    test_x, test_y = pictures.cifar(args.data, 'test')
    net = Together([train(x, y, args, **member) for member in MEMBERS])
    weights = sum(p.numel() for p in net.parameters())
    print(f'{weights} weights, {onnx_file.multiply_adds(net, 32, 32, 3)} multiply-adds per image, {time.process_time():.0f} s')
    known = accuracy(net, test_x, test_y)
    print(f'CIFAR-10 test {known:.4%}')

    figures = {'cifar10_test_accuracy': known, 'seed': args.seed}
    onnx_file.keep_the_better(args.out, 'cifar10_test_accuracy', figures, args.force)
    onnx_file.export(net, args.out, 32, 32, 3, figures)
    onnx_file.store_as_half(args.out)


if __name__ == '__main__':
    main()
