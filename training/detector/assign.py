"""Which points answer for which object. Source: task-aligned assignment, Feng et al. 2021 (TOOD), section 3.2."""

import torch

from boxes import overlap

NEAREST, SHARPNESS = 8, 6.0


@torch.no_grad()
def assign(scores, boxes, wanted, present, points):
    """
    Per object the points that find it best so far, by score and overlap, among those inside it.

    :param scores: of being an object, in [0, 1]: [B, K]
    :param boxes: predicted, xyxy: [B, K, 4]
    :param wanted: boxes of the objects [B, G, 4], padded; `present` [B, G] says which are none
    :returns: index of each point's object [B, K], and its target score, 0 where it has none [B, K]
    """
    x, y, stride = points.unbind(1)
    cx, cy = wanted[..., [0, 2]].mean(-1, True), wanted[..., [1, 3]].mean(-1, True)
    # An object smaller than a cell may lie between the points.
    reach_x = torch.maximum((wanted[..., 2:3] - wanted[..., 0:1]) / 2, 0.6 * stride)
    reach_y = torch.maximum((wanted[..., 3:4] - wanted[..., 1:2]) / 2, 0.6 * stride)
    inside = ((x - cx).abs() < reach_x) & ((y - cy).abs() < reach_y) & present[..., None]
    iou = overlap(wanted, boxes) * inside
    fit = scores[:, None].sqrt() * iou**SHARPNESS
    nearest = fit.topk(NEAREST, -1)
    chosen = torch.zeros_like(fit).scatter_(-1, nearest.indices, (nearest.values > 1e-9).float())
    # A point that several want goes to the one that it overlaps most.
    owner = (iou * chosen).argmax(1)
    chosen = chosen * torch.zeros_like(chosen).scatter_(1, owner[:, None], 1.0)
    fit = fit * chosen
    best_fit = fit.amax(-1, True)
    best_iou = (iou * chosen).amax(-1, True)
    target = (fit / best_fit.clip(1e-9) * best_iou).amax(1)
    return owner, target
