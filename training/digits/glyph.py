"""The glyph rule: any picture of one drawn character -> the 28x28 image an MNIST model reads.

The frame is the one of the MNIST data set (LeCun, Cortes, Burges, "The MNIST database of handwritten
digits", http://yann.lecun.com/exdb/mnist/): the ink is "size normalized to fit in a 20x20 pixel box while
preserving [the] aspect ratio", then "centered in a 28x28 image by computing the center of mass of the
pixels, and translating the image so as to position this point at the center". Measured on the 60,000
training images, that centre is pixel index 14 (0-based), and the translation is by whole pixels.

What comes before the frame finds the ink, whatever the colours:

1. Ground. The border ring (1/24 of the shorter side, at least one pixel) gives the ground colour: the
   per-channel median of its visible pixels (alpha >= 128).
2. Ink, 0..255, per pixel: alpha * (largest channel distance from the ground). The distance has no sign, so
   light on dark reads as dark on light; it is taken per channel, so yellow on white or red on green of the
   same luminance is ink too. If alpha varies and the visible pixels share one colour, or if the ring and more
   than half of the picture are transparent, the ink is the distance of alpha from the ring's median alpha.
   If the ring is transparent but most of the picture is not (a card), the ground is the card's median colour.
3. Noise. floor = 4 * median ink of the ring, at least 10: what the paper itself does. A picture whose peak is
   below 20 or below twice the floor is blank: all zeros. Otherwise level = (ink - floor) / (peak - floor),
   clipped at 0.
4. Frame lines. Rows and columns of the ring that are inked over 80 % of their length are cut off (only where
   the ring is two pixels or more).
5. Box. The smallest rectangle around the pixels with level >= 0.15, after setting aside at most 1/400 of them
   on each side (specks).
6. The box is resampled by area averaging so that its longer side is 20, moved by whole pixels so that the
   centre of mass falls on index 14 (but never out of the frame), and scaled to peak 1.

Every decision is taken on whole numbers or with a bias against ties, so that the TypeScript twin
(worker/compute/tensors/glyph.ts) takes the same ones; `reference.py` writes the cases that hold both together.
"""

import math

import numpy as np

SIZE, BOX = 28, 20
RING_SHARE, VISIBLE = 24, 128
ALPHA_RANGE, COLOUR_RANGE = 32, 48
FLOOR_MIN, FLOOR_GAIN, PEAK_MIN = 10, 4, 20
FOREGROUND, LINE_SHARE, SPECK_SHARE = 0.15, 0.8, 400


def glyph(pixels: np.ndarray, size: int = SIZE, box: int = BOX) -> np.ndarray:
    """`pixels`: uint8, [height, width] or [height, width, 1|2|3|4] (grey, grey+alpha, RGB, RGBA).

    Returns float32 [size, size] in 0..1, ink = 1; all zeros if there is nothing to read."""
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    height, width, channels = pixels.shape
    out = np.zeros((size, size), np.float32)
    ring = max(1, min(height, width) // RING_SHARE)
    alpha = pixels[:, :, -1] if channels in (2, 4) else None
    colours = pixels if alpha is None else pixels[:, :, :-1]
    ink = ink_of(colours, alpha, ring)

    floor = max(FLOOR_MIN, FLOOR_GAIN * median(ring_of(ink, ring)))
    peak = int(ink.max())
    if peak < PEAK_MIN or peak < 2 * floor:
        return out
    level = np.maximum(np.arange(256) - floor, 0) / (peak - floor)
    cut = int(np.argmax(level >= FOREGROUND))
    foreground = ink >= cut
    bounds = box_of(foreground, ring)
    if bounds is None:
        return out
    top, bottom, left, right = bounds

    tall, wide = bottom - top, right - left
    longer = max(tall, wide)
    rows = max(1, (2 * tall * box + longer) // (2 * longer))
    columns = max(1, (2 * wide * box + longer) // (2 * longer))
    mark = area_weights(tall, rows) @ level[ink[top:bottom, left:right]] @ area_weights(wide, columns).T
    mass = mark.sum()
    centre_y = (mark.sum(1) * np.arange(rows)).sum() / mass
    centre_x = (mark.sum(0) * np.arange(columns)).sum() / mass
    y = place(centre_y, rows, size)
    x = place(centre_x, columns, size)
    out[y : y + rows, x : x + columns] = mark / mark.max()
    return out


def ink_of(colours: np.ndarray, alpha: np.ndarray | None, ring: int) -> np.ndarray:
    """How far each pixel is from the ground: uint8 [height, width]. Steps 1 and 2."""
    if alpha is None or alpha.min() == 255:
        return distance(colours, ground_of(ring_of(colours, ring)))
    seen = alpha >= VISIBLE
    ring_alpha = ring_of(alpha, ring)
    ring_median = median(ring_alpha)
    open_ring = ring_median < VISIBLE
    card = 2 * int(seen.sum()) > seen.size
    one_colour = bool(seen.any()) and bool(
        (np.ptp(colours[seen].astype(np.int32), axis=0) <= COLOUR_RANGE).all()
    )
    varies = int(alpha.max()) - int(alpha.min()) >= ALPHA_RANGE
    if (varies and one_colour) or (open_ring and not card):
        return np.abs(alpha.astype(np.int32) - ring_median).astype(np.uint8)
    source = colours[seen] if open_ring else ring_of(colours, ring)[ring_alpha >= VISIBLE]
    far = distance(colours, ground_of(source)).astype(np.int32)
    return ((far * alpha + 127) // 255).astype(np.uint8)


def box_of(foreground: np.ndarray, ring: int):
    """Top, bottom, left, right (ends exclusive) of the foreground; None if nothing is left. Steps 4 and 5."""
    height, width = foreground.shape
    top, bottom, left, right = 0, height, 0, width
    if ring >= 2:
        by_row, by_column = foreground.sum(1), foreground.sum(0)
        for i in range(ring):
            if by_row[i] >= LINE_SHARE * width:
                top = i + 1
            if by_row[height - 1 - i] >= LINE_SHARE * width:
                bottom = min(bottom, height - 1 - i)
            if by_column[i] >= LINE_SHARE * height:
                left = i + 1
            if by_column[width - 1 - i] >= LINE_SHARE * height:
                right = min(right, width - 1 - i)
    inner = foreground[top:bottom, left:right]
    by_row, by_column = inner.sum(1), inner.sum(0)
    specks = int(by_row.sum()) // SPECK_SHARE
    if not by_row.any():
        return None
    rows, columns = span(by_row, specks), span(by_column, specks)
    return top + rows[0], top + rows[1], left + columns[0], left + columns[1]


def span(counts: np.ndarray, specks: int) -> tuple[int, int]:
    """First index and end of what is left when at most `specks` pixels are set aside at either end."""
    first = int(np.argmax(np.cumsum(counts) > specks))
    last = len(counts) - 1 - int(np.argmax(np.cumsum(counts[::-1]) > specks))
    return first, last + 1


def area_weights(source: int, target: int) -> np.ndarray:
    """[target, source]: the share of each source cell in each target cell; each row sums to 1."""
    edges = np.arange(target + 1) * source / target
    cells = np.arange(source)
    low, high = edges[:-1, None], edges[1:, None]
    return np.maximum(0, np.minimum(high, cells + 1) - np.maximum(low, cells)) / (high - low)


def place(centre: float, length: int, size: int) -> int:
    """Where a mark of `length` starts so that `centre` falls on size / 2, inside the frame."""
    return min(max(math.floor(size // 2 - centre + 0.5 + 1e-6), 0), size - length)


def ring_of(plane: np.ndarray, ring: int) -> np.ndarray:
    """The pixels at most `ring` from the border, each once: [count] or [count, channels]."""
    height, width = plane.shape[:2]
    low, high = min(ring, height), max(min(ring, height), height - ring)
    parts = (
        plane[:low],
        plane[high:],
        plane[low:high, : min(ring, width)],
        plane[low:high, max(min(ring, width), width - ring) :],
    )
    return np.concatenate([part.reshape(-1, *plane.shape[2:]) for part in parts])


def ground_of(pixels: np.ndarray) -> list[int]:
    return [median(pixels[:, c]) for c in range(pixels.shape[1])]


def median(values: np.ndarray) -> int:
    """The lower median: the smallest value that at least half of the values do not exceed."""
    return int(np.partition(values, (len(values) - 1) // 2)[(len(values) - 1) // 2])


def distance(colours: np.ndarray, ground: list[int]) -> np.ndarray:
    """The largest channel distance from `ground`, 0..255."""
    if colours.shape[2] == 1:
        plane = colours[:, :, 0]
        return np.maximum(plane, ground[0]).astype(np.uint8) - np.minimum(plane, ground[0]).astype(np.uint8)
    return np.abs(colours.astype(np.int16) - np.array(ground, np.int16)).max(2).astype(np.uint8)
