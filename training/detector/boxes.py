"""Geometry of boxes, xyxy in pixels: overlap, suppression, and the letterbox that the system makes."""

import numpy as np
import torch
from PIL import Image

FILL = 114


def areas(b):
    return (b[..., 2] - b[..., 0]).clip(0) * (b[..., 3] - b[..., 1]).clip(0)


def overlap(a, b, of='union'):
    """Shared area of every a [..., n, 4] and b [..., m, 4] as a part of the `union`, or of the `first`: [..., n, m]."""
    a, b = a[..., :, None, :], b[..., None, :, :]
    low, high = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])
    shared = (high - low).clip(0).prod(-1)
    whole = areas(a) + areas(b) - shared if of == 'union' else areas(a)
    return shared / whole.clip(1e-6)


def generalized_iou(a, b):
    """GIoU of pairs, a and b [n, 4]. Source: Rezatofighi et al. 2019."""
    shared = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clip(0).prod(1)
    union = areas(a) + areas(b) - shared
    hull = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(1)
    return shared / union.clip(1e-6) - (hull - union) / hull.clip(1e-6)


def suppress(boxes: np.ndarray, scores: np.ndarray, threshold: float) -> list[int]:
    """Indices that greedy non-maximum suppression keeps, best first; as `worker/compute/detection/suppress.ts`."""
    order = np.argsort(-scores, kind='stable')
    iou = overlap(torch.from_numpy(boxes[order]), torch.from_numpy(boxes[order])).numpy()
    kept: list[int] = []
    for i in range(len(order)):
        if not (iou[i, kept] > threshold).any():
            kept.append(i)
    return [int(order[i]) for i in kept]


def letterbox(picture: Image.Image, height: int, width: int):
    """The picture inside height x width, and its scale and offsets; as `worker/compute/tensors/place-image.ts`."""
    scale = min(width / picture.width, height / picture.height)
    w, h = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    left, top = (width - w) // 2, (height - h) // 2
    page = Image.new('RGB', (width, height), (FILL,) * 3)
    page.paste(picture.resize((w, h), Image.BILINEAR), (left, top))
    return np.asarray(page), (w / picture.width, h / picture.height, left, top)


def placed(boxes: np.ndarray, place) -> np.ndarray:
    """Boxes of a picture [n, 4] where its letterbox has put them."""
    sx, sy, left, top = place
    return boxes.reshape(-1, 4) * [sx, sy, sx, sy] + [left, top, left, top]
