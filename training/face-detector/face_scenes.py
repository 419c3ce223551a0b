"""Scenes to train on: pieces of photos, of frames with a face and of pictures without, in one cell or several."""

import numpy as np

from view import recoded, view

SIZE = (240, 320)
SMALLEST = 10
CELLS = (((0, 0, 1, 1),), ((0, 0, 0.5, 1), (0.5, 0, 1, 1)), tuple((x, y, x + 0.5, y + 0.5) for x in (0, 0.5) for y in (0, 0.5)))


def maker(photos, frames, empty, shares=(0.76, 0.14, 0.1)):
    """
    rng -> a scene (image uint8 [240, 320, 3], boxes, kinds, ignored).

    :param photos: (picture, boxes); likewise `frames`
    :param empty: pictures without a face, or functions of rng that make one
    """

    def scene(rng):
        height, width = SIZE
        image = np.zeros((height, width, 3), np.uint8)
        boxes, ignored = [np.zeros((0, 4))], [np.zeros((0, 4))]
        for x0, y0, x1, y1 in CELLS[rng.choice(3, p=(0.62, 0.13, 0.25))]:
            kind = rng.choice(3, p=shares)
            if kind == 2:
                picture, faces = empty[rng.integers(len(empty))], np.zeros((0, 4))
                picture = picture(rng) if callable(picture) else picture
            else:
                source = (photos, frames)[kind]
                picture, faces = source[rng.integers(len(source))]
            left, top, right, bottom = round(x0 * width), round(y0 * height), round(x1 * width), round(y1 * height)
            piece, inside, cut = view(rng, picture, faces, bottom - top, right - left, (0.6, 1.8) if kind == 1 else (0.4, 1.4))
            image[top:bottom, left:right] = piece
            boxes.append(inside + [left, top, left, top])
            ignored.append(cut + [left, top, left, top])
        boxes, ignored = np.concatenate(boxes), np.concatenate(ignored)
        small = np.sqrt((boxes[:, 2:] - boxes[:, :2]).prod(1)) < SMALLEST
        return recoded(rng, image), boxes[~small], np.full((~small).sum(), -1), np.concatenate([ignored, boxes[small]])

    return scene
