"""Writes test/fixtures/sleep-sample.json: the sample's way from its bytes to its stages, by numpy, scipy and torch.

It holds the TypeScript of that way to this one; run it after train.py or sample.py. The stages also go into the
model's sample/expected.json, which every worker compares with at its start.
"""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from scipy import signal

from network import STAGES, Stager
from smoothing import smooth

ROOT = Path(__file__).resolve().parents[2]
MODEL, OUT = ROOT / 'models/sleep', ROOT / 'test/fixtures/sleep-sample.json'
RATE, EPOCH = 100, 3000


def read_sample() -> np.ndarray:
    """Volts [2, samples] of the sample, whose records hold one epoch of each channel."""
    file = (MODEL / 'sample/short-night.edf').read_bytes()
    digital = np.frombuffer(file[768:], '<i2').reshape(-1, 2, EPOCH).transpose(1, 0, 2).reshape(2, -1)
    physical, largest = float(file[256 + 104 * 2 + 16 : 256 + 104 * 2 + 24]), 32767
    return digital * (physical / largest) * 1e-6


def spectra(volts: np.ndarray) -> np.ndarray:
    """Decibels [epochs, 2, 75]."""
    sos = signal.iirfilter(6, 0.5, rp=0.2, btype='highpass', ftype='cheby1', fs=RATE, output='sos')
    filtered = signal.sosfiltfilt(sos, volts, padtype='odd', padlen=10 * RATE)
    epochs = filtered.reshape(2, -1, EPOCH)
    freqs, power = signal.welch(epochs, RATE, 'hamming', 256, 0, detrend='constant')
    kept = (freqs >= 0.5) & (freqs <= 30)
    return 10 * np.log10(power[:, :, kept]).transpose(1, 0, 2)


def weights() -> dict:
    """What train.py has written, from the ONNX file."""
    stored = {w.name: numpy_helper.to_array(w) for w in onnx.load(str(MODEL / 'model.onnx')).graph.initializer}
    return {name: torch.tensor(stored[name]) for name in ('out.weight', 'out.bias')}


def main() -> None:
    decibels = spectra(read_sample())
    stager = Stager()
    stager.load_state_dict(weights(), strict=False)
    with torch.no_grad():
        probabilities = stager(torch.from_numpy(decibels.astype(np.float32))).softmax(1).numpy()
    smoothing = json.loads((MODEL / 'manifest.json').read_text())['output']['smoothing']
    stages = [STAGES[i] for i in smooth(probabilities.astype(float), smoothing)]
    case = {'stages': stages, 'probabilities': probabilities.astype(float).round(5).tolist(), 'decibels': decibels.round(3).tolist()}
    OUT.write_text(json.dumps(case, separators=(',', ':')) + '\n')
    expected = {'samples': {'short-night.edf': {'result': {'epochSeconds': 30, 'stages': stages}}}}
    (MODEL / 'sample/expected.json').write_text(json.dumps(expected, indent=2) + '\n')
    print(f'wrote {OUT}, {OUT.stat().st_size} bytes: {" ".join(stages)}')


if __name__ == '__main__':
    main()
