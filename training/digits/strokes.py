"""Digits drawn from stroke templates with a round pen, and pages that are no digit. All of it by seed.

A template is a list of strokes; a stroke is a list of (x, y) points in a unit square, y down. A point that is
given twice is a corner; between corners the pen follows a Catmull-Rom spline.
"""

import math

import numpy as np
from PIL import Image, ImageDraw


def arc(cx, cy, rx, ry, start, end, n=9):
    """Points on an ellipse, angles in degrees, 0 = right, 90 = down."""
    t = np.radians(np.linspace(start, end, n))
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in t]


def zero(rng):
    start = rng.uniform(-130, -30)
    turn = rng.choice([-1, 1]) * rng.uniform(335, 400)
    return arc(0.5, 0.5, rng.uniform(0.24, 0.48), 0.5, start, start + turn, 14)


def eight_loop(rng):
    top, waist = rng.uniform(0.16, 0.26), rng.uniform(0.42, 0.5)
    w = rng.uniform(0.22, 0.36)
    low = (1 + waist) / 2
    path = [(0.5 + top, 0.12), (0.5, 0), (0.5 - top, waist / 2), (0.5, waist), (0.5 + w, low), (0.5, 1)]
    return path + [(0.5 - w, low), (0.5, waist), (0.5 + top, waist / 2), (0.5 + rng.uniform(0, 0.22), 0.06)]


def nine_loop(rng, w):
    return arc(0.45, 0.27, w, 0.27, rng.uniform(-40, 0), -365 + rng.uniform(-20, 15), 11)


def forms(rng):
    """Per digit: its forms by name, as strokes; drawn anew so that proportions vary beyond the jitter."""
    u = rng.uniform
    loop = u(0.22, 0.36)
    side = 0.45 + loop
    y4, x4 = u(0.5, 0.72), u(0.55, 0.8)
    bar7, slope = u(0.42, 0.58), u(0.2, 0.5)
    bend = [(u(0.6, 0.75), u(0.3, 0.45))]
    belly5 = [(0.2, 0.45), (0.55, u(0.33, 0.42)), (u(0.8, 0.92), 0.68), (0.5, 1), (0.1, u(0.82, 0.95))]
    bowl3 = [(0.4, u(0.42, 0.5)), (0.85, 0.72), (0.5, 1), (u(0.05, 0.2), u(0.8, 0.95))]
    top2 = [(u(0.05, 0.2), u(0.15, 0.32)), (0.48, 0), (u(0.75, 0.9), 0.27), (0.55, 0.6)]
    stem6 = [(u(0.55, 0.8), u(0, 0.08)), (u(0.25, 0.35), u(0.3, 0.4)), (u(0.12, 0.2), 0.7)]
    ring6 = [(0.45, 1), (u(0.75, 0.9), 0.75), (0.5, u(0.48, 0.6)), (u(0.16, 0.26), u(0.68, 0.8))]
    return {
        0: {
            'plain': [zero(rng)],
            'plain2': [zero(rng)],
            'open': [arc(0.5, 0.5, u(0.26, 0.42), 0.5, (a := u(-110, -50)), a - u(310, 340), 14)],
            'crossed': [zero(rng)[:-1] + [(u(0.55, 0.8), u(-0.02, 0.12))]],
            'slashed': [zero(rng), [(u(0.62, 0.95), u(0.05, 0.3)), (u(0.05, 0.38), u(0.7, 0.95))]],
        },
        1: {
            'bare': [[(0.5, 0), (0.5, 1)]],
            'bare2': [[(0.5 + u(-0.08, 0.08), 0), (0.5, 0.5), (0.5, 1)]],
            'hook': [[(u(0.25, 0.4), u(0.1, 0.2)), (0.42, 0.1), (0.5, 0), (0.5, 0.5), (0.5, 1)]],
            'flag': [[(u(0.2, 0.38), u(0.15, 0.32)), (0.5, 0), (0.5, 0), (0.5, 1)]],
            'long flag': [[(u(0, 0.2), u(0.3, 0.55)), (0.5, 0), (0.5, 0), (0.5, 1)]],
            'base': [[(u(0.2, 0.38), u(0.12, 0.3)), (0.5, 0), (0.5, 0), (0.5, 1)], [(u(0.1, 0.3), 1), (u(0.7, 0.9), 1)]],
        },
        2: {
            'angle': [top2 + [(u(0.02, 0.12), 1), (u(0.02, 0.12), 1), (u(0.75, 1), u(0.94, 1))]],
            'angle2': [top2 + [(0.05, 1), (0.05, 1), (u(0.75, 1), u(0.94, 1))]],
            'swan': [[(u(0.05, 0.2), 0.2), (0.45, 0), (0.75, 0.2), (0.5, 0.65), (0.1, 0.97), (0.4, u(0.9, 1)), (u(0.8, 1), u(0.9, 1))]],
            'loop': [top2 + [(0.22, 0.95), (0.04, 0.92), (0.16, u(0.74, 0.82)), (0.5, 0.94), (u(0.8, 1), u(0.88, 1))]],
            'wave': [top2 + [(0.12, 0.95), (0.12, 0.95), (0.35, 0.87), (0.62, 0.99), (u(0.8, 1), u(0.85, 0.95))]],
        },
        3: {
            'round': [[(u(0.08, 0.2), u(0.1, 0.2)), (0.5, 0), (u(0.75, 0.88), 0.23), bowl3[0], *bowl3]],
            'round2': [[(0.15, u(0.05, 0.15)), (0.5, 0), (0.8, 0.22), (u(0.5, 0.6), 0.45), (0.85, 0.7), (0.5, 1), (0.1, 0.88)]],
            'flat top': [[(0.1, 0.02), (0.85, 0), (0.85, 0), bowl3[0], *bowl3]],
        },
        4: {
            'open': [[(u(0.1, 0.3), 0), (u(0.03, 0.12), y4), (u(0.03, 0.12), y4), (u(0.85, 1), y4)], [(x4, u(0, 0.3)), (x4, 1)]],
            'open low': [[(u(0.2, 0.4), 0), (0.05, y4), (0.05, y4), (u(0.85, 1), y4)], [(x4, u(0.25, 0.5)), (x4, 1)]],
            'overshoot': [[(x4 - 0.1, 0), (0.03, y4), (0.03, y4), (1, y4 - u(0, 0.12))], [(x4, u(0.2, 0.45)), (x4 - u(0, 0.15), 1)]],
            'closed': [[(x4, 0), (0.03, y4), (0.03, y4), (u(0.85, 1), y4)], [(x4, 0), (x4, 1)]],
            'one stroke': [[(u(0.85, 1), y4), (0.03, y4), (0.03, y4), (x4, 0), (x4, 0), (x4, 1)]],
            'round open': [[(u(0.05, 0.2), 0), (0.08, 0.4), (0.4, u(0.5, 0.58)), (0.75, 0.42)], [(u(0.72, 0.85), 0), (u(0.65, 0.8), 1)]],
        },
        5: {
            'two strokes': [[(u(0.15, 0.3), 0), belly5[0], *belly5], [(u(0.15, 0.32), u(-0.03, 0.05)), (u(0.75, 0.95), u(-0.05, 0.05))]],
            'one stroke': [[(u(0.7, 0.9), 0), (u(0.15, 0.3), 0), (u(0.15, 0.3), 0), belly5[0], *belly5]],
            'square': [[(u(0.75, 0.95), 0), (0.12, 0), (0.12, 0), (0.12, 0.45), (0.12, 0.45), (0.7, 0.45), (0.85, 0.72), (0.6, 1), (0.08, u(0.92, 1))]],
            'round': [[(u(0.75, 0.9), u(0, 0.05)), (0.3, 0.03), (0.2, 0.38), (0.6, 0.48), (0.82, 0.72), (0.5, 1), (0.1, 0.9)]],
        },
        6: {
            'curved': [stem6 + ring6],
            'straight': [[(u(0.5, 0.7), 0), (u(0.1, 0.2), 0.66), *ring6]],
            'small ring': [[(u(0.5, 0.8), 0), (0.2, 0.5), (0.2, 0.8), (0.45, 1), (0.75, 0.85), (0.55, u(0.64, 0.72)), (0.24, 0.78)]],
            'wide': [[(u(0.7, 0.85), u(0.05, 0.15)), (0.5, 0), (0.15, 0.4), (0.14, 0.72), *ring6]],
        },
        7: {
            'plain': [[(u(0.05, 0.15), 0), (u(0.8, 0.95), 0), (u(0.8, 0.95), 0), (slope, 1)]],
            'curved': [[(0.08, 0), (0.85, 0), (0.85, 0), *bend, (slope, 1)]],
            'bar': [[(0.08, 0), (0.88, 0), (0.88, 0), (slope, 1)], [(u(0.15, 0.4), bar7), (u(0.75, 0.95), bar7)]],
            'serif': [[(0.08, u(0.1, 0.22)), (0.08, 0), (0.08, 0), (0.85, 0), (0.85, 0), *bend, (slope, 1)]],
            'serif bar': [[(0.08, u(0.1, 0.22)), (0.1, 0), (0.1, 0), (0.85, 0), (0.85, 0), (slope, 1)], [(u(0.15, 0.4), bar7), (0.85, bar7)]],
        },
        8: {
            'loop': [eight_loop(rng)],
            'loop2': [eight_loop(rng)],
            'open loop': [eight_loop(rng)[: int(rng.integers(9, 11))]],
            'two rings': [arc(0.5, 0.24, u(0.2, 0.3), 0.24, -90, 280, 10), arc(0.5, 0.74, u(0.25, 0.36), 0.27, -90, 275, 10)],
        },
        9: {
            'straight': [nine_loop(rng, loop) + [(side, 0.3), (side, 0.3), (side + u(-0.05, 0.04), 1)]],
            'slanted': [nine_loop(rng, loop) + [(side, 0.3), (side, 0.3), (side - u(0.15, 0.4), 1)]],
            'curved': [nine_loop(rng, loop) + [(side, 0.35), (side - 0.03, 0.7), (0.4, 1), (u(0.05, 0.2), u(0.85, 0.97))]],
            'low': [arc(0.45, 0.22, loop, 0.22, -20, -360, 10) + [(side, 0.25), (side, 0.25), (side - 0.05, u(0.9, 1))]],
            'hook': [nine_loop(rng, loop) + [(side, 0.3), (side, 0.65), (0.6, 0.97), (0.35, 1)]],
        },
    }


def spline(points, samples=6):
    """Catmull-Rom through the points, broken at doubled points, `samples` to a piece: [n, 2]."""
    out, piece = [], []
    for i, p in enumerate(points):
        piece.append(p)
        corner = i + 1 < len(points) and np.allclose(points[i + 1], p)
        if (corner or i + 1 == len(points)) and piece:
            out.append(spline_piece(np.array(piece, float), samples))
            piece = []
    return np.concatenate(out)


def spline_piece(p, samples):
    if len(p) < 3:
        return p
    q = np.concatenate([[2 * p[0] - p[1]], p, [2 * p[-1] - p[-2]]])
    t = np.linspace(0, 1, samples + 1)[:-1, None, None]
    a, b, c, d = q[:-3], q[1:-2], q[2:-1], q[3:]
    s = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.concatenate([s.transpose(1, 0, 2).reshape(-1, 2), p[-1:]])


def drawn_digit(rng, digit, canvas=None, pen=None, form=None):
    """One digit: (mask uint8 [canvas, canvas], ink = 255, name of the form)."""
    choices = forms(rng)[digit]
    name = form or list(choices)[rng.integers(len(choices))]
    jitter = rng.choice([0.01, 0.025, 0.04])
    samples = int(rng.choice([6, 6, 4, 3, 2]))
    strokes = []
    for stroke in choices[name]:
        p = np.array(stroke, float)
        moved = p + rng.normal(0, jitter, p.shape)
        same = np.all(np.isclose(p[1:], p[:-1]), axis=1)
        for i in np.flatnonzero(same):
            moved[i + 1] = moved[i]
        strokes.append(spline(moved.tolist(), samples))
    canvas = canvas or int(rng.integers(72, 176))
    return pen_drawing(rng, strokes, canvas, pen), name


def pen_drawing(rng, strokes, canvas, pen=None):
    """The strokes under a random slant, turn, aspect, size, place, wobble and pen, on a square canvas."""
    turn, shear, aspect = rng.normal(0, 0.12), rng.normal(0.06, 0.16), math.exp(rng.normal(0.0, 0.22))
    c, s = math.cos(turn), math.sin(turn)
    matrix = np.array([[c, -s], [s, c]]) @ np.array([[aspect * 0.85, -shear], [0, 1]])
    bow = rng.normal(0, 0.035, (2, 2))
    phase = rng.uniform(0, 2 * math.pi, (2, 2))
    strokes = [(bowed(stroke, bow, phase) - 0.5) @ matrix.T for stroke in strokes]
    every = np.concatenate(strokes)
    low, high = every.min(0), every.max(0)
    tall = rng.uniform(0.25, 0.92) * canvas if rng.random() < 0.7 else rng.uniform(0.5, 0.85) * canvas
    scale = tall / max(high - low)
    pen = pen or max(1.6, tall * math.exp(rng.uniform(math.log(0.025), math.log(0.26))))
    room = np.maximum(canvas - (high - low) * scale - pen, 0)
    start = pen / 2 + room * rng.uniform(0, 1, 2)
    wobble = rng.choice([0, 0, 0.006, 0.015]) * tall
    image = Image.new('L', (canvas, canvas), 0)
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        p = (stroke - low) * scale + start
        p = p + rng.normal(0, 1, p.shape) * wobble
        dots(draw, p, pen)
    return np.asarray(image)


def bowed(p, bow, phase):
    """The points moved along slow waves: straight parts sag, round ones swell."""
    waves = np.sin(p[:, None, ::-1] * np.array([3.0, 5.5])[:, None] + phase)
    return p + (bow * waves).sum(1)


def dots(draw, p, pen):
    flat = [tuple(q) for q in p.tolist()]
    draw.line(flat, fill=255, width=max(1, round(pen)))
    if pen >= 2.5:
        r = pen / 2
        for x, y in flat:
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)


def no_digit(rng, kind, canvas=96):
    """A page that shows no digit: mask uint8 [canvas, canvas]."""
    image = Image.new('L', (canvas, canvas), 0)
    draw = ImageDraw.Draw(image)
    pen = rng.uniform(1.5, 9)
    if kind == 'scribble':
        for _ in range(rng.integers(1, 5)):
            n = int(rng.integers(16, 60))
            walk = rng.uniform(0.05, 0.95, (n, 2)) if rng.random() < 0.6 else 0.5 + np.cumsum(rng.normal(0, 0.16, (n, 2)), 0)
            dots(draw, spline(np.clip(walk, 0.02, 0.98).tolist()) * canvas, pen)
    elif kind == 'lines':
        n = int(rng.integers(3, 14))
        angle, gap = rng.uniform(0, math.pi), canvas / n
        grid = rng.random() < 0.4
        for turn in (angle, angle + math.pi / 2) if grid else (angle,):
            d, o = np.array([math.cos(turn), math.sin(turn)]), np.array([-math.sin(turn), math.cos(turn)])
            for k in range(-n, n + 1):
                mid = canvas / 2 + o * gap * (k + rng.normal(0, 0.08))
                dots(draw, np.array([mid - d * canvas * 1.5, mid + d * canvas * 1.5]), min(pen, gap * 0.5))
    elif kind == 'zigzag':
        n = int(rng.integers(7, 24))
        x = np.linspace(0.05, 0.95, n) + rng.normal(0, 0.01, n)
        y = 0.5 + rng.uniform(0.15, 0.45) * np.where(np.arange(n) % 2, 1, -1) + rng.normal(0, 0.03, n)
        p = np.stack([x, y], 1) if rng.random() < 0.5 else np.stack([y, x], 1)
        dots(draw, p * canvas, pen)
    elif kind == 'specks':
        p = rng.uniform(0, canvas, (int(rng.integers(1, 120)), 2))
        for x, y in p:
            r = rng.uniform(0.5, pen / 2)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
    elif kind == 'filled':
        x0, y0 = rng.uniform(0, 0.4, 2) * canvas
        x1, y1 = np.array([x0, y0]) + rng.uniform(0.35, 0.6, 2) * canvas
        (draw.ellipse if rng.random() < 0.4 else draw.rectangle)((x0, y0, x1, y1), fill=255)
    elif kind == 'dash':
        y, d = rng.uniform(0.2, 0.8), rng.normal(0, 0.08)
        dots(draw, spline([(0.1, y - d), (0.5, y + rng.normal(0, 0.02)), (0.9, y + d)]) * canvas, pen)
    elif kind == 'noise':
        cells = rng.random((int(rng.integers(8, 40)),) * 2)
        soft = Image.fromarray((cells * 255).astype(np.uint8)).resize((canvas, canvas), Image.BICUBIC)
        level = np.quantile(np.asarray(soft), rng.uniform(0.3, 0.95))
        return ((np.asarray(soft) > level) * 255).astype(np.uint8)
    return np.asarray(image)


NO_DIGIT = ('blank', 'scribble', 'lines', 'zigzag', 'specks', 'filled', 'dash', 'noise')
