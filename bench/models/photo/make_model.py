"""Makes the benchmark's photo model: `/usr/bin/python3 make_model.py` from anywhere.

A plain convolutional network with random weights: it costs what a small classifier of photos costs, and what it
answers means nothing. The same seed gives the same bytes with the same versions of numpy and onnx.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE, LABELS = 224, 10
# Channels and stride of each 3x3 convolution: 112, 56, 56, 56, 56, 28, 28, 14 pixels a side behind it.
LAYERS = ((16, 2), (32, 2), (64, 1), (64, 1), (64, 1), (64, 2), (64, 1), (96, 2))
# With random weights all pictures score much alike; this spreads their scores.
SPREAD = 20


def network(seed: int) -> onnx.ModelProto:
    """image [N, 3, 224, 224] -> logits [N, 10], opset 13: convolutions with ReLU, mean over the picture, linear."""
    rng = np.random.default_rng(seed)
    weights, nodes = [], []

    def weight(name: str, shape: tuple, bound: float) -> str:
        weights.append(numpy_helper.from_array(rng.uniform(-bound, bound, shape).astype(np.float32), name))
        return name

    below, channels = 'image', 3
    for i, (out, stride) in enumerate(LAYERS):
        kernel = weight(f'w{i}', (out, channels, 3, 3), np.sqrt(6 / (channels * 9)))
        bias = weight(f'b{i}', (out,), 0.1)
        nodes.append(helper.make_node('Conv', [below, kernel, bias], [f'c{i}'], strides=[stride] * 2, pads=[1] * 4))
        nodes.append(helper.make_node('Relu', [f'c{i}'], [f'r{i}']))
        below, channels = f'r{i}', out
    nodes.append(helper.make_node('GlobalAveragePool', [below], ['mean']))
    nodes.append(helper.make_node('Flatten', ['mean'], ['features']))
    last = [weight('w', (channels, LABELS), SPREAD / channels), weight('b', (LABELS,), 0.1)]
    nodes.append(helper.make_node('Gemm', ['features', *last], ['logits']))

    image = helper.make_tensor_value_info('image', TensorProto.FLOAT, ['N', 3, SIDE, SIDE])
    logits = helper.make_tensor_value_info('logits', TensorProto.FLOAT, ['N', LABELS])
    graph = helper.make_graph(nodes, 'photo', [image], [logits], weights)
    return helper.make_model(
        graph, ir_version=7, producer_name='penstock', opset_imports=[helper.make_opsetid('', 13)]
    )


def multiply_adds() -> int:
    """Multiply-adds of one image in the convolutions."""
    total, side, channels = 0, SIDE, 3
    for out, stride in LAYERS:
        side //= stride
        total, channels = total + out * channels * 9 * side * side, out
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--out', type=Path, default=Path(__file__).resolve().parent / 'model.onnx')
    parser.add_argument('--seed', type=int, default=7)
    args = parser.parse_args()

    model = network(args.seed)
    onnx.checker.check_model(model)
    data = model.SerializeToString()
    args.out.write_bytes(data)
    weights = sum(int(np.prod(w.dims)) for w in model.graph.initializer)
    print(f'{args.out}: {len(data)} bytes, {weights} weights, {multiply_adds()} multiply-adds per image')
    print(f'sha256 {hashlib.sha256(data).hexdigest()}')


if __name__ == '__main__':
    main()
