"""Scenes of faces whose emotion is known, laid on sheets, beside scenes of photos in which it is not."""

import numpy as np
from PIL import Image

SIZE = (240, 320)
# The face within a 48x48 picture of FER+ as face-detector finds it, the median of 160 of them: x0, y0, x1, y1.
FACE = np.array([0.12, 0.16, 0.88, 0.98])
GRIDS = ((1, 1), (1, 2), (2, 2), (2, 3), (3, 4))


def laid(rng, page: np.ndarray, face: np.ndarray, cell) -> np.ndarray:
    """A face (uint8 [48, 48]) somewhere in a cell of the page, mirrored or not, with a tint or none; its box."""
    x0, y0, x1, y1 = cell
    side = max(16, int(min(x1 - x0, y1 - y0) * rng.uniform(0.6, 1)))
    left, top = x0 + int(rng.integers(max(1, x1 - x0 - side))), y0 + int(rng.integers(max(1, y1 - y0 - side)))
    # A face is turned within its square before it is laid down: the corners come from outside.
    picture = Image.fromarray(face).resize((side, side), Image.BICUBIC).rotate(rng.normal(0, 7), Image.BILINEAR, fillcolor=int(face.mean()))
    pixels = np.asarray(picture, np.float32)[..., None]
    if rng.random() < 0.5:
        pixels = pixels[:, ::-1]
    if rng.random() < 0.5:
        pixels = pixels * np.array([1.15, 0.95, 0.82]) ** rng.uniform(0.3, 1.3)
    page[top : top + side, left : left + side] = pixels.clip(0, 255)
    moved = np.array([1 - FACE[2], FACE[1], 1 - FACE[0], FACE[3]])
    return moved * side + [left, top, left, top]


def sheet(rng, faces, labels, shares, ground: np.ndarray):
    """Faces in a grid over a picture without any: image, boxes [n, 4] and kinds [n]."""
    page = ground.copy()
    height, width = SIZE
    rows, columns = GRIDS[rng.integers(len(GRIDS))]
    boxes, kinds = [], []
    for row in range(rows):
        for column in range(columns):
            if rng.random() < 0.12:
                continue
            which = rng.choice(len(shares), p=shares)
            own = labels[which]
            index = own[rng.integers(len(own))]
            cell = (column * width // columns, row * height // rows, (column + 1) * width // columns, (row + 1) * height // rows)
            boxes.append(laid(rng, page, faces[index], cell))
            kinds.append(which)
    return page, np.array(boxes).reshape(-1, 4), np.array(kinds, np.int64)


def maker(photo_scene, empty_scene, faces: np.ndarray, labels: np.ndarray, photos=0.35):
    """
    rng -> a scene (image uint8 [240, 320, 3], boxes, kinds, ignored).

    :param photo_scene: makes a scene of photos, kinds -1; `empty_scene`: makes one without a face
    :param faces: uint8 [n, 48, 48] with their `labels` [n]; seldom emotions are drawn oftener than they are there
    """
    own = [np.flatnonzero(labels == kind) for kind in range(7)]
    shares = np.sqrt([len(rows) for rows in own])
    shares /= shares.sum()

    def scene(rng):
        if rng.random() < photos:
            return photo_scene(rng)
        image, boxes, kinds = sheet(rng, faces, own, shares, empty_scene(rng)[0])
        return image, boxes, kinds, np.zeros((0, 4))

    return scene


def test_sheets(faces: np.ndarray, labels: np.ndarray):
    """
    Every face once, in its order, 3 x 2 to a sheet, 96 pixels each in the middle of its cell, on grey; as
    `evaluate/datasets/emotion-sheets.ts` makes them.

    :returns: pages, and for each its boxes and kinds
    """
    pages, truths = [], []
    for start in range(0, len(faces), 6):
        page, boxes = np.full((*SIZE, 3), 114, np.uint8), []
        for i, face in enumerate(faces[start : start + 6]):
            left, top = (i % 3) * 106 + 5, (i // 3) * 120 + 12
            page[top : top + 96, left : left + 96] = np.asarray(Image.fromarray(face).resize((96, 96), Image.BILINEAR))[..., None]
            boxes.append(FACE * 96 + [left, top, left, top])
        pages.append(page)
        truths.append((np.array(boxes), labels[start : start + 6]))
    return pages, truths
