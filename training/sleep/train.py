"""Trains the sleep stager and writes it as ONNX: `python3 train.py --data FILE` from anywhere.

The fit is convex and begins at zero, so the same data give the same model. One that is already there is only replaced
by one that does better across the two nights (or by --force); the model itself is fitted on both. Those of one night
each are written as well, for whoever measures: no night may be staged by a model that knows it.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch

import evaluate
from network import BINS, CHANNELS, STAGES, Stager, fit
from smoothing import chain

ROOT = Path(__file__).resolve().parents[2]


def load(path: Path):
    """[(spectra float32 [epochs, 2, 75] in dB, stages int64 [epochs])] of the two nights."""
    data = np.load(path)
    nights = [('openbci_db', 'openbci_expert'), ('sleepedf_db', 'sleepedf_physionet')]
    return [
        (torch.from_numpy(data[spectra]), np.array([STAGES.index(stage) for stage in data[stages]]))
        for spectra, stages in nights
    ]


def export(stager: Stager, path: Path, figures: dict) -> None:
    """Opset 13, any number of epochs; the figures go into the model's metadata."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        stager.eval(),
        torch.zeros(40, CHANNELS, BINS),
        str(path),
        opset_version=13,
        input_names=['spectra'],
        output_names=['logits'],
        dynamic_axes={'spectra': {0: 'epochs'}, 'logits': {0: 'epochs'}},
    )
    model = onnx.load(str(path))
    onnx.helper.set_model_props(model, {name: str(value) for name, value in figures.items()})
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def write_model(folder: Path, nights, penalty: float, figures: dict) -> int:
    """Fits the model to these nights and writes it, and what follows from it into the manifest. @returns its weights"""
    stager = Stager()
    features = torch.cat([stager.features(spectra) for spectra, _ in nights]).double()
    layer = fit(features, torch.from_numpy(np.concatenate([stages for _, stages in nights])), penalty)
    stager.out.load_state_dict({name: value.float() for name, value in layer.state_dict().items()})
    export(stager, folder / 'model.onnx', figures)
    path = folder / 'manifest.json'
    manifest = json.loads(path.read_text())
    manifest['sha256'] = hashlib.sha256((folder / 'model.onnx').read_bytes()).hexdigest()
    manifest['output']['smoothing'] = chain([stages for _, stages in nights])
    path.write_text(json.dumps(manifest, indent=2) + '\n')
    return sum(p.numel() for p in stager.parameters())


def stored_accuracy(path: Path) -> float:
    """What the model at `path` says it does across nights; 0 if there is none."""
    if not path.exists():
        return 0.0
    return float({p.key: p.value for p in onnx.load(str(path)).metadata_props}.get('across_nights_accuracy', 0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, required=True, help='sleep_spectra_two_nights.npz')
    parser.add_argument('--out', type=Path, default=ROOT / 'models/sleep')
    parser.add_argument('--of-one-night', type=Path, default=ROOT / 'evaluate/models', help='for those of one night')
    parser.add_argument('--penalty', type=float, default=0.01, help='on the squares of the weights')
    parser.add_argument('--force', action='store_true', help='replace a better model')
    args = parser.parse_args()

    torch.set_num_threads(1)
    nights = load(args.data)
    figures = evaluate.report(nights, args.penalty)
    path = args.out / 'model.onnx'
    before = stored_accuracy(path)
    if figures['across_nights_accuracy'] <= before and not args.force:
        raise SystemExit(f'{path} has an accuracy of {before:.4f} across nights: kept (--force replaces it)')

    weights = write_model(args.out, nights, args.penalty, figures)
    for i, night in enumerate(nights):
        write_model(args.of_one_night / f'sleep-of-night-{i + 1}', [night], args.penalty, {})
    print(f'wrote {path}, {path.stat().st_size} bytes, {weights} weights')


if __name__ == '__main__':
    main()
