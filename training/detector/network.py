"""The network of the detectors: no anchors, plain convolutions, three scales, boxes decoded in the graph."""

import torch
import torch.nn as nn
import torch.nn.functional as F

STRIDES = (8, 16, 32)


def conv(i: int, o: int, stride: int = 1, size: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(i, o, size, stride, size // 2, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class Residual(nn.Module):
    """Two convolutions beside a shortcut."""

    def __init__(self, width: int):
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return F.relu(x + self.second(self.first(x)))


class Detector(nn.Module):
    """
    image [N, 3, H, W] -> logits [N, K, 1 + kinds] and distances [N, K, 4], K points over the strides 8, 16 and 32.

    The first logit says whether there is an object, the others of which kind it is. A distance is the log of how far
    an edge (left, top, right, bottom) is from its point, in strides.

    :param kinds: 0 where all objects are alike
    :param stem: channels at the stride 2; `widths`: at the strides 4, 8, 16 and 32
    :param depths: residual blocks at the strides 8, 16 and 32
    :param neck: channels of what the heads read
    """

    def __init__(self, kinds=0, stem=16, widths=(24, 48, 64, 72), depths=(1, 2, 1), neck=48):
        super().__init__()
        a, b, c, d = widths
        self.stem = nn.Sequential(conv(3, stem, 2), conv(stem, a, 2))
        self.stage8 = nn.Sequential(conv(a, b, 2), *(Residual(b) for _ in range(depths[0])))
        self.stage16 = nn.Sequential(conv(b, c, 2), *(Residual(c) for _ in range(depths[1])))
        self.stage32 = nn.Sequential(conv(c, d, 2), *(Residual(d) for _ in range(depths[2])))
        self.inner = nn.ModuleList([conv(width, neck, size=1) for width in (b, c, d)])
        self.outer = nn.ModuleList([conv(neck, neck) for _ in STRIDES])
        self.tower = conv(neck, neck)
        self.logit = nn.Conv2d(neck, 1, 1)
        self.edges = nn.Conv2d(neck, 4, 1)
        self.kind = nn.Sequential(conv(neck, neck), conv(neck, neck), nn.Conv2d(neck, kinds, 1)) if kinds else None
        self.scales = nn.Parameter(torch.ones(len(STRIDES)))
        nn.init.constant_(self.logit.bias, -4.6)
        nn.init.constant_(self.edges.bias, 0.7)

    def forward(self, image):
        x8 = self.stage8(self.stem(image))
        x16 = self.stage16(x8)
        x32 = self.stage32(x16)
        below, maps = None, []
        for x, inner, outer in zip((x32, x16, x8), reversed(self.inner), reversed(self.outer)):
            y = inner(x)
            if below is not None:
                y = y + F.interpolate(below, size=(int(y.shape[2]), int(y.shape[3])), mode='nearest')
            below = y
            maps.insert(0, outer(y))
        towers = [self.tower(m) for m in maps]
        logits = [exact(self.logit, t) for t in towers]
        if self.kind:
            logits = [torch.cat([found, exact(self.kind[-1], self.kind[:-1](m))], 1) for found, m in zip(logits, maps)]
        logits = [m.flatten(2) for m in logits]
        edges = [(exact(self.edges, t) * scale).flatten(2) for t, scale in zip(towers, self.scales)]
        return torch.cat(logits, 2).transpose(1, 2), torch.cat(edges, 2).transpose(1, 2)


def exact(layer, x):
    """A last layer in float32: bfloat16 loses the many small gradients of what is no object beside the few large ones."""
    with torch.autocast('cpu', enabled=False):
        return layer(x.float())


def points_of(height: int, width: int):
    """Centres x, y and stride of every point, pixels: float32 [K, 3], in the order of the network."""
    rows = []
    for stride in STRIDES:
        h, w = -(-height // stride), -(-width // stride)
        y, x = torch.meshgrid(torch.arange(h), torch.arange(w), indexing='ij')
        rows.append(torch.stack([(x + 0.5) * stride, (y + 0.5) * stride, torch.full_like(x, stride)], -1).view(-1, 3))
    return torch.cat(rows).float()


def boxes_of(edges, points):
    """Distances [..., K, 4] from points [K, 3] -> boxes xyxy in pixels [..., K, 4]."""
    reach = edges.clamp(-6, 6).exp() * points[:, 2:]
    return torch.cat([points[:, :2] - reach[..., :2], points[:, :2] + reach[..., 2:]], -1)
