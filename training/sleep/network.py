"""The sleep stager: a linear layer over features of a whole night, all in one graph."""

import torch
import torch.nn as nn
import torch.nn.functional as F

STAGES = ['W', 'N1', 'N2', 'N3', 'REM']
CHANNELS, BINS, BANDS = 2, 75, 12
# Epochs on each side that an epoch is averaged with, besides itself alone: 2.5 and 5.5 minutes.
REACHES = (2, 5)


def band_matrix() -> torch.Tensor:
    """[75, 12]: averages neighbouring bins into bands, as wide as they are high."""
    edges = torch.unique(torch.round(torch.logspace(0, torch.log10(torch.tensor(76.0)), BANDS + 3)).long()) - 1
    edges = edges.tolist()
    while len(edges) > BANDS + 1:
        widths = [b - a for a, b in zip(edges, edges[2:])]
        del edges[widths.index(min(widths)) + 1]
    matrix = torch.zeros(BINS, len(edges) - 1)
    for i, (a, b) in enumerate(zip(edges, edges[1:])):
        matrix[a:b, i] = 1 / (b - a)
    return matrix


class Stager(nn.Module):
    """spectra [epochs, 2, 75] in dB, one night in its order -> logits [epochs, 5].

    Two views of each epoch, neither of which knows the gain of the amplifier: how its bands lie to those of the night
    (each less its mean over the night, over its deviation), and the shape of its spectrum (less the mean of its bins).
    """

    def __init__(self):
        super().__init__()
        self.register_buffer('bands', band_matrix())
        width = 2 * CHANNELS * self.bands.shape[1] * (1 + len(REACHES))
        self.out = nn.Linear(width, len(STAGES))

    def features(self, spectra):
        spectra = spectra.clamp(-200, 0)
        bands = spectra @ self.bands
        centred = bands - bands.mean(0, keepdim=True)
        to_night = centred / ((centred * centred).mean(0, keepdim=True).sqrt() + 1)
        shape = (bands - spectra.mean(2, keepdim=True)) / 8
        epochs = torch.cat([to_night, shape], 2).flatten(1)
        rows = epochs.t().unsqueeze(0)
        views = [epochs]
        for reach in REACHES:
            padded = F.pad(rows, (reach, reach), mode='replicate')
            views.append(F.avg_pool1d(padded, 2 * reach + 1, stride=1).squeeze(0).t())
        return torch.cat(views, 1)

    def forward(self, spectra):
        return self.out(self.features(spectra))


def fit(features: torch.Tensor, stages: torch.Tensor, penalty: float) -> nn.Linear:
    """The maximum of the penalised likelihood: convex, so it knows no seed."""
    layer = nn.Linear(features.shape[1], len(STAGES)).double()
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    optimizer = torch.optim.LBFGS(layer.parameters(), max_iter=400, line_search_fn='strong_wolfe')

    def loss():
        optimizer.zero_grad()
        value = F.cross_entropy(layer(features), stages) + penalty * (layer.weight**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return layer
