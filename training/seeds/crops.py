"""Single seeds as the pipeline cuts them out of scenes and photos: 64x64, with a little of the ground around."""

import numpy as np
from PIL import Image

import cutouts
import seed_scenes

SIDE, MARGIN = 64, 0.1


def crop(picture: Image.Image, box) -> np.ndarray:
    """Square, with a margin, as far as the picture goes; as `widenBox` in `worker/compute/tensors/crop-pixels.ts`."""
    x0, y0, x1, y1 = (float(v) for v in box)
    half = max(x1 - x0, y1 - y0) * (1 + 2 * MARGIN) / 2
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    left, top = int(max(0, np.floor(cx - half))), int(max(0, np.floor(cy - half)))
    right, bottom = int(min(picture.width, np.ceil(cx + half))), int(min(picture.height, np.ceil(cy + half)))
    return np.asarray(picture.resize((SIDE, SIDE), Image.BILINEAR, box=(left, top, right, bottom)))


def loose(rng, box):
    """The box as a detector might have it: moved and scaled a little."""
    x0, y0, x1, y1 = box
    side = max(x1 - x0, y1 - y0)
    return np.array(box) + rng.normal(0, 0.04 * side, 4)


def made_crops(rng, pieces, count: int):
    """(crops uint8 [count, 64, 64, 3], kinds [count]) out of made scenes."""
    crops, kinds = [], []
    while len(crops) < count:
        image, boxes, found = seed_scenes.scene(rng, pieces, vivid=0.06, most=40)
        picture = Image.fromarray(image)
        crops += [crop(picture, loose(rng, box)) for box in boxes]
        kinds += found.tolist()
    return np.stack(crops[:count]), np.array(kinds[:count])


def photo_crops(data, part: str, rng=None, times: int = 1):
    """(crops, kinds) of the seeds in real photos, by their true boxes, or by loose ones where there is an rng."""
    crops, kinds = [], []
    for _ in range(times):
        for picture, kind, mask in cutouts.plant_photos(data, part):
            box = cutouts.box_of(mask)
            crops.append(crop(picture, loose(rng, box) if rng else box))
            kinds.append(kind)
        for picture, polygons in cutouts.table_photos(data, part):
            for box, kind in zip(*cutouts.boxes_of(polygons)):
                crops.append(crop(picture, loose(rng, box) if rng else box))
                kinds.append(int(kind))
    return np.stack(crops), np.array(kinds)
