"""Writes a detector as ONNX, with what was measured in its metadata."""

from pathlib import Path

import torch
import torch.nn as nn

import onnx_file
from network import boxes_of, points_of


class Exported(nn.Module):
    """
    image [N, 3, H, W] -> boxes [N, K, 4], xyxy in parts of the width and height, and scores [N, K, classes].

    Where there are kinds, the likeliest has the score of the object, and the others less by as much as they are less
    likely: whether something is found does not hang on how clear its kind is.
    """

    def __init__(self, net, size):
        super().__init__()
        self.net = net
        self.register_buffer('points', points_of(*size))
        self.register_buffer('sides', torch.tensor([size[1], size[0]] * 2).float())

    def forward(self, image):
        logits, edges = self.net(image)
        found = logits[..., :1].sigmoid()
        likely = logits[..., 1:]
        scores = found * (likely - likely.amax(-1, keepdim=True)).exp() if likely.shape[-1] else found
        return boxes_of(edges, self.points) / self.sides, scores


def export(net, path: Path, size, figures: dict) -> None:
    onnx_file.export(Exported(net, size), path, *size, 3, figures, outputs=('boxes', 'scores'))
