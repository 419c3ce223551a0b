"""A trained network as an ONNX file that carries its own figures, and what the file before it could do."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper


def export(net, path: Path, height: int, width: int, channels: int, figures: dict, outputs=('logits',)) -> None:
    """Writes `image` float32 [N, channels, height, width] -> `outputs`: opset 13, BatchNorm folded, figures as metadata."""
    path.parent.mkdir(parents=True, exist_ok=True)
    net = net.eval().to(memory_format=torch.contiguous_format)
    torch.onnx.export(
        net,
        torch.zeros(1, channels, height, width),
        str(path),
        opset_version=13,
        input_names=['image'],
        output_names=list(outputs),
        dynamic_axes={name: {0: 'N'} for name in ('image', *outputs)},
    )
    model = onnx.load(str(path))
    onnx.helper.set_model_props(model, {name: str(value) for name, value in figures.items()})
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    print(f'wrote {path}, {path.stat().st_size} bytes')


def store_as_half(path: Path, least: int = 1000) -> None:
    """Stores weights of at least `least` numbers as float16, in half the space; ONNX Runtime makes float32 of them once, at load."""
    model = onnx.load(str(path))
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size >= least:
            full = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f'{full}.half'))
            casts.append(onnx.helper.make_node('Cast', [tensor.name], [full], to=onnx.TensorProto.FLOAT))
    nodes = casts + list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    print(f'of it {path.stat().st_size} bytes are left with weights of half the size')


def keep_the_better(path: Path, name: str, figures: dict, force: bool) -> None:
    """Ends the program when the model at `path` is as good in this figure, by its own metadata."""
    if not path.exists() or force:
        return
    before = float({p.key: p.value for p in onnx.load(str(path)).metadata_props}.get(name, 0))
    if figures[name] <= before:
        raise SystemExit(f'{path} has {name} {before:.4f}: kept (--force replaces it)')


def multiply_adds(net, height: int, width: int, channels: int) -> int:
    """Multiply-adds of one image in convolutions and linear layers."""
    total, hooks = 0, []

    def count(layer, _, out):
        nonlocal total
        total += layer.weight[0].numel() * out.numel()

    for layer in net.modules():
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            hooks.append(layer.register_forward_hook(count))
    with torch.no_grad():
        net.eval()(torch.zeros(1, channels, height, width))
    for hook in hooks:
        hook.remove()
    return total
