"""The network of `objects`: few channels where pictures are large, many where they are small.

Frozen whitening patches in front, convolutions that start as the identity and BatchNorm without scales are after
Keller Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU" (2024), https://arxiv.org/abs/2404.00498.
"""

import torch
import torch.nn as nn

PATCH = 2
WIDTHS = (48, 160, 192)


class Scaled(nn.Module):
    """Logits made small, so that the large learning rate of the last layer does not make them sure at once."""

    def forward(self, x):
        return x / 9


def network(pictures) -> nn.Sequential:
    """image [n, 3, side, side], normalized -> logits [n, 10]; any side from 16. `pictures`: some to whiten by, normalized."""
    patches = 2 * 3 * PATCH * PATCH
    a, b, c = WIDTHS
    net = nn.Sequential(
        nn.Conv2d(3, patches, PATCH),
        nn.ReLU(inplace=True),
        *block(patches, a),
        *block(a, b),
        *block(b, c),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(c, 10, bias=False),
        Scaled(),
    )
    whiten(net[0], pictures)
    return net.to(memory_format=torch.channels_last)


def block(i: int, o: int) -> list[nn.Module]:
    return [convolution(i, o), nn.MaxPool2d(2), *normalized(o), convolution(o, o), *normalized(o)]


def convolution(i: int, o: int) -> nn.Conv2d:
    layer = nn.Conv2d(i, o, 3, padding=1, bias=False)
    nn.init.dirac_(layer.weight.data[:i])
    return layer


def normalized(channels: int) -> list[nn.Module]:
    norm = nn.BatchNorm2d(channels)
    norm.weight.requires_grad = False
    return [norm, nn.ReLU(inplace=True)]


def whiten(layer: nn.Conv2d, pictures) -> None:
    """Sets the filters to the whitened principal components of all patches, and to their negatives."""
    patches = pictures.unfold(2, PATCH, 1).unfold(3, PATCH, 1).permute(0, 2, 3, 1, 4, 5).reshape(-1, 3 * PATCH * PATCH)
    values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
    filters = (vectors / (values + 5e-4).sqrt()).T.reshape(-1, 3, PATCH, PATCH)
    layer.weight.data[:] = torch.cat([filters, -filters])
    layer.bias.data.zero_()
    layer.weight.requires_grad = False


class Together(nn.Module):
    """Networks that were trained apart, as they are shipped: the mean logits of all, of each picture and its mirror image."""

    def __init__(self, members):
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, image):
        both = torch.cat([image, image.flip(3)])
        return torch.stack([member(both) for member in self.members]).mean(0).view(2, -1, 10).mean(0)
