import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SleepStagingResult } from '../../shared/domain/sleep-result.ts';
import { formatNumber } from '../i18n/format.ts';
import { heatColor, scaleOf } from './heat-colors.ts';

type Channel = SleepStagingResult['spectrogram']['channels'][number];

/** How strong each frequency was in each epoch, one picture a channel. */
export function Spectrogram({ spectrogram }: { spectrogram: SleepStagingResult['spectrogram'] }) {
  const { t, i18n } = useTranslation();
  const [low, high] = [spectrogram.frequencies[0] ?? 0, spectrogram.frequencies.at(-1) ?? 0];
  return (
    <div className="spectrograms">
      {spectrogram.channels.map((channel) => (
        <figure key={channel.name}>
          <figcaption>
            {t('sleep.spectrogram', { channel: channel.name })}{' '}
            <span className="muted small">
              {formatNumber(low, i18n.language, 1)}–{formatNumber(high, i18n.language, 1)} Hz
            </span>
          </figcaption>
          <ChannelPicture channel={channel} label={t('sleep.spectrogram', { channel: channel.name })} />
        </figure>
      ))}
    </div>
  );
}

/** One pixel an epoch and frequency, low frequencies at the bottom; the browser makes it large. */
function ChannelPicture({ channel: { decibels }, label }: { channel: Channel; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    const height = decibels[0]?.length ?? 0;
    if (height === 0) return;
    element.width = decibels.length;
    element.height = height;
    const context = element.getContext('2d')!;
    const image = context.createImageData(decibels.length, height);
    const [low, high] = scaleOf(decibels.flat());
    decibels.forEach((epoch, x) => {
      epoch.forEach((value, y) => {
        const at = ((height - 1 - y) * decibels.length + x) * 4;
        image.data.set([...heatColor((value - low) / (high - low)), 255], at);
      });
    });
    context.putImageData(image, 0, 0);
  }, [decibels]);
  return <canvas ref={canvas} className="spectrogram" role="img" aria-label={label} />;
}
