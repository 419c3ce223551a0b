"""Goes on from a detector that was exported, whose convolutions have their BatchNorm folded in."""

from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn as nn
from onnx import numpy_helper

from network import Detector


@torch.no_grad()
def exported(path: Path, images) -> Detector:
    """
    The network of an exported face-detector with its weights.

    :param images: float32 [N, 3, H, W], as the network takes them; on them each BatchNorm is given the weight and bias that undo it
    """
    graph = onnx.load(str(path)).graph
    values = {row.name: torch.from_numpy(np.array(numpy_helper.to_array(row))) for row in graph.initializer}
    # In the order in which they run; one that runs on every scale once, however many names the export has for it.
    same = {node.output[0]: node.input[0] for node in graph.node if node.op_type == 'Identity'}
    names = (tuple(same.get(name, name) for name in node.input[1:3]) for node in graph.node if node.op_type == 'Conv')
    convolutions = iter(dict.fromkeys(names))
    net, taken, biases = Detector(), set(), []

    def take(module, inputs, _):
        if module in taken:
            return None
        taken.add(module)
        if isinstance(module, nn.Conv2d):
            weight, bias = (values[name] for name in next(convolutions))
            module.weight.copy_(weight)
            biases.append(bias) if module.bias is None else module.bias.copy_(bias)
        else:
            mean, variance = inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3), unbiased=False)
            module.running_mean.copy_(mean)
            module.running_var.copy_(variance)
            module.weight.copy_((variance + module.eps).sqrt())
            module.bias.copy_(mean + biases.pop())
        return module(*inputs)

    hooks = [module.register_forward_hook(take) for module in net.modules() if isinstance(module, (nn.Conv2d, nn.BatchNorm2d))]
    net.scales.copy_(values['net.scales'])
    net.eval()(images)
    for hook in hooks:
        hook.remove()
    return net
