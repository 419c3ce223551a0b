"""Pieces of pictures to train on, as a camera nearer by or farther off would have taken them."""

import io

import numpy as np
from PIL import Image

from boxes import FILL


def view(rng, picture: Image.Image, boxes, height: int, width: int, zoom=(0.45, 1.5)):
    """
    A piece of a picture, sometimes more than all of it, flipped or not, as height x width pixels.

    :returns: page uint8, boxes that are in it for the better part, and those that are cut
    """
    w, h = picture.size
    if rng.random() < 0.2:
        scale, stretch = min(width / w, height / h), 1.0
        x0, y0 = (w - width / scale) / 2, (h - height / scale) / 2
    else:
        scale = min(width / w, height / h) / np.exp(rng.uniform(*np.log(zoom)))
        stretch = np.exp(rng.normal(0, 0.08))
        across, down = width / scale / stretch, height / scale * stretch
        if len(boxes) and rng.random() < 0.7:
            one = boxes[rng.integers(len(boxes))]
            x0 = (one[0] + one[2]) / 2 - across * rng.uniform(0.1, 0.9)
            y0 = (one[1] + one[3]) / 2 - down * rng.uniform(0.1, 0.9)
            # No emptiness where there is picture to show.
            x0 = np.clip(x0, min(0, w - across), max(0, w - across))
            y0 = np.clip(y0, min(0, h - down), max(0, h - down))
        else:
            x0, y0 = rng.uniform(min(0, w - across), max(0, w - across)), rng.uniform(min(0, h - down), max(0, h - down))
    sx, sy = scale * stretch, scale / stretch
    page = np.full((height, width, 3), FILL, np.uint8)
    left, top = max(0, round(-x0 * sx)), max(0, round(-y0 * sy))
    right, bottom = min(width, round((w - x0) * sx)), min(height, round((h - y0) * sy))
    if right > left and bottom > top:
        source = (left / sx + x0, top / sy + y0, right / sx + x0, bottom / sy + y0)
        source = (max(0, source[0]), max(0, source[1]), min(w, source[2]), min(h, source[3]))
        page[top:bottom, left:right] = picture.resize((right - left, bottom - top), Image.BILINEAR, box=source)
    moved = (boxes - [x0, y0, x0, y0]) * [sx, sy, sx, sy]
    if rng.random() < 0.5:
        page = page[:, ::-1]
        moved = moved[:, [2, 1, 0, 3]] * [-1, 1, -1, 1] + [width, 0, width, 0]
    whole = ((moved[:, 2:] - moved[:, :2]).clip(1e-6)).prod(1)
    clipped = np.stack([moved[:, 0].clip(0, width), moved[:, 1].clip(0, height), moved[:, 2].clip(0, width), moved[:, 3].clip(0, height)], 1)
    seen = (clipped[:, 2:] - clipped[:, :2]).prod(1) / whole
    return page, clipped[seen >= 0.5], clipped[(seen < 0.5) & (seen > 0.02)]


def recoded(rng, page):
    """One in five pages saved as a poor JPEG."""
    if rng.random() < 0.8:
        return page
    file = io.BytesIO()
    Image.fromarray(page).save(file, 'JPEG', quality=int(rng.integers(25, 80)))
    return np.asarray(Image.open(file))
