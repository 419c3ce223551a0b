"""Measures a network on the MNIST test set, on drawings it has not seen, and on pages without a digit."""

import numpy as np
import torch

import augment
import strokes

CERTAIN = 0.6


@torch.no_grad()
def scores(net, images: np.ndarray) -> np.ndarray:
    """Softmax of the logits for glyphs uint8 [n, 28, 28]: float32 [n, 10]."""
    net.eval()
    parts = torch.from_numpy(images).split(500)
    return torch.cat([net(p[:, None].float() / 255).softmax(1) for p in parts]).numpy()


def drawing_sets(test_images, test_labels, seed=9000, per_style=600):
    """{name: (glyphs, labels)}: template drawings on a 300x300 canvas by style, and MNIST test digits redrawn."""
    rng = np.random.default_rng(seed)
    sets = {}
    labels = np.arange(per_style) % 10

    def mouse(d, pen=None):
        return strokes.drawn_digit(rng, d, canvas=300, pen=pen or rng.uniform(10, 20))[0]

    for style in augment.STYLES:
        sets[style] = (augment.glyphs(augment.presented(rng, mouse(d), style) for d in labels), labels)
    sets['thin pen'] = (augment.glyphs(255 - mouse(d, rng.uniform(2, 5)) for d in labels), labels)
    sets['thick pen'] = (augment.glyphs(255 - mouse(d, rng.uniform(20, 30)) for d in labels), labels)
    some = slice(0, 4000)
    sets['MNIST test, redrawn'] = (augment.glyphs(augment.redrawn(test_images[some], seed)), test_labels[some])
    return sets


def empty_sets(seed=9100, per_kind=200):
    rng = np.random.default_rng(seed)
    return {
        kind: augment.glyphs(255 - strokes.no_digit(rng, kind, 200) for _ in range(per_kind)) for kind in strokes.NO_DIGIT
    }


def report(net, test_glyphs, test_labels, drawings, empties) -> dict[str, float]:
    """Prints every figure; returns the ones that are written into the model."""
    p = scores(net, test_glyphs)
    right = p.argmax(1) == test_labels
    sure = p.max(1) >= CERTAIN
    accuracy = float(right.mean())
    print(f'MNIST test {accuracy:.4%}  below {CERTAIN}: {1 - sure.mean():.2%}  right when certain: {right[sure].mean():.4%}')
    correct = total = 0
    for name, (images, labels) in drawings.items():
        q = scores(net, images)
        hit = q.argmax(1) == labels
        certain = q.max(1) >= CERTAIN
        worst = min(range(10), key=lambda d: hit[labels == d].mean())
        print(f'  {name:20s} {hit.mean():.2%}  certain {certain.mean():.2%}  worst digit {worst}: {hit[labels == worst].mean():.2%}')
        if not name.startswith('MNIST'):
            correct, total = correct + int(hit.sum()), total + len(hit)
    print(f'template drawings {correct / total:.2%} of {total}')
    for kind, images in empties.items():
        top = scores(net, images).max(1)
        print(f'  {kind:20s} top score median {np.median(top):.3f}  max {top.max():.3f}  >= {CERTAIN}: {(top >= CERTAIN).mean():.2%}')
    return {'mnist_test_accuracy': accuracy, 'drawing_accuracy': correct / total}
