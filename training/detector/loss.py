"""What a detector is trained on: whether there is an object, how well its box fits, and of which kind it is."""

import torch
import torch.nn.functional as F

from assign import assign
from boxes import generalized_iou, overlap
from network import boxes_of

BOX, KIND = 2.0, 0.5


def loss_of(logits, edges, batch, points):
    """
    :param batch: `boxes` [B, G, 4] and `kinds` [B, G], padded by `present` [B, G]; kind -1 is not known; `ignored`
        [B, M, 4]: what is found there counts neither way
    """
    boxes = boxes_of(edges, points)
    scores = logits[..., 0].sigmoid()
    owner, target = assign(scores.detach(), boxes.detach(), batch['boxes'], batch['present'], points)
    counted = torch.ones_like(target)
    if batch['ignored'].shape[1]:
        hidden = overlap(boxes.detach(), batch['ignored'], of='first').amax(-1) > 0.4
        counted[hidden & (target == 0)] = 0
    # Varifocal: what is surely none weighs little. Source: Zhang et al. 2021.
    weight = torch.where(target > 0, target, 0.75 * scores.detach() ** 2) * counted
    total = target.sum().clip(1)
    found = F.binary_cross_entropy_with_logits(logits[..., 0], target, weight, reduction='sum') / total
    hit = target > 0
    if not hit.any():
        return found
    rows = torch.arange(len(owner))[:, None].expand_as(owner)[hit]
    own = owner[hit]
    misfit = ((1 - generalized_iou(boxes[hit], batch['boxes'][rows, own])) * target[hit]).sum() / total
    loss = found + BOX * misfit
    if logits.shape[-1] > 1:
        kinds = batch['kinds'][rows, own]
        known = kinds >= 0
        if known.any():
            loss = loss + KIND * F.cross_entropy(logits[hit][known][:, 1:], kinds[known], label_smoothing=0.05)
    return loss
