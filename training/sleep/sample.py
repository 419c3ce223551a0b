"""Writes models/sleep/sample/short-night.edf: 22 minutes of made-up EEG that go through all stages.

Noise with the spectrum that textbooks give each stage, from a fixed seed; nobody's recording.
"""

from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[2] / 'models/sleep/sample/short-night.edf'
RATE, EPOCH = 100, 30
CHANNELS = ['EEG Fpz-Cz', 'EEG Pz-Oz']
# Microvolts of a digital step, and the largest digital value.
STEP, LARGEST = 0.05, 32767

NIGHT = [('W', 5), ('N1', 2), ('N2', 7), ('N3', 8), ('N2', 3), ('REM', 7), ('N1', 1), ('N2', 4), ('REM', 3), ('W', 4)]

# Hz, and dB of V^2/Hz there, at Fpz-Cz and Pz-Oz. Waking: alpha at the back. N2: spindles. N3: slow waves.
AT = [0.8, 2, 4, 6, 8, 9.5, 11, 13, 16, 20, 30, 50]
LEVELS = {
    'W': ([-102, -107, -114, -115, -116, -113, -119, -121, -121, -121, -123, -130], [-109, -115, -120, -121, -119, -111, -120, -124, -124, -125, -131, -136]),
    'N1': ([-103, -108, -113, -115, -117, -118, -120, -122, -123, -124, -128, -134], [-107, -113, -117, -119, -119, -120, -123, -125, -126, -128, -133, -138]),
    'N2': ([-100, -105, -111, -114, -116, -118, -118, -116, -123, -126, -130, -136], [-105, -110, -114, -116, -119, -121, -122, -121, -128, -131, -136, -141]),
    'N3': ([-92, -99, -108, -112, -116, -117, -117, -117, -125, -128, -132, -138], [-98, -105, -112, -114, -118, -121, -122, -122, -129, -131, -137, -142]),
    'REM': ([-103, -109, -113, -115, -118, -121, -122, -123, -125, -125, -128, -134], [-108, -114, -117, -118, -120, -122, -125, -127, -128, -130, -135, -140]),
}


def noise(levels, seconds: int, rng) -> np.ndarray:
    """Volts with this one-sided power spectral density."""
    count = seconds * RATE
    freqs = np.fft.rfftfreq(count, 1 / RATE)
    density = 10 ** (np.interp(freqs, AT, levels) / 10)
    size = np.sqrt(density * RATE * count / 2)
    size[freqs < 0.3] = 0
    spectrum = size * (rng.normal(size=freqs.size) + 1j * rng.normal(size=freqs.size)) / np.sqrt(2)
    return np.fft.irfft(spectrum, count)


def recording(rng) -> np.ndarray:
    """Volts [2, samples]; stages cross over within half a second."""
    fade = np.hanning(RATE)[: RATE // 2]
    parts = [[], []]
    for stage, epochs in NIGHT:
        for channel in (0, 1):
            part = noise(LEVELS[stage][channel], epochs * EPOCH, rng)
            part[: fade.size] *= fade
            parts[channel].append(part)
    return np.stack([np.concatenate(channel) for channel in parts])


def edf(volts: np.ndarray) -> bytes:
    """EDF with data records of one epoch."""
    records = volts.shape[1] // (EPOCH * RATE)
    bound = STEP * LARGEST

    def fields(width, *values):
        return ''.join(str(value).ljust(width)[:width] for value in values)

    header = fields(8, 0) + fields(80, 'X X X X', 'Startdate 01-JAN-2026 X synthetic X')
    header += fields(8, '01.01.26', '23.00.00', 256 * (len(CHANNELS) + 1)) + fields(44, '')
    header += fields(8, records, EPOCH) + fields(4, len(CHANNELS))
    both = len(CHANNELS)
    header += fields(16, *CHANNELS) + fields(80, *['synthetic'] * both) + fields(8, *['uV'] * both)
    header += fields(8, *[f'{-bound:.2f}'] * both) + fields(8, *[f'{bound:.2f}'] * both)
    header += fields(8, *[-LARGEST] * both) + fields(8, *[LARGEST] * both)
    header += fields(80, *[''] * both) + fields(8, *[EPOCH * RATE] * both) + fields(32, *[''] * both)
    digital = np.clip(np.rint(volts * 1e6 / STEP), -LARGEST, LARGEST).astype('<i2')
    blocks = digital.reshape(both, records, EPOCH * RATE).transpose(1, 0, 2)
    return header.encode('ascii') + blocks.tobytes()


def main() -> None:
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_bytes(edf(recording(np.random.default_rng(11))))
    print(f'wrote {OUT}, {OUT.stat().st_size} bytes')


if __name__ == '__main__':
    main()
