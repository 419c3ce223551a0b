import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon.tsx';
import { grabFrame } from './grab-frame.ts';
import { LiveView } from './LiveView.tsx';
import { useCamera } from './use-camera.ts';

/** The camera: one picture, or one after another with what is seen in them drawn over the video. */
export function CameraInput({
  model,
  params,
  onPicture,
  isBusy,
}: {
  model: string;
  params: Record<string, unknown>;
  onPicture: (file: Blob, name: string) => void;
  isBusy: boolean;
}) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const camera = useCamera(video);
  const [isLive, setIsLive] = useState(false);
  const [isKept, setIsKept] = useState(false);

  async function take(): Promise<void> {
    const picture = await grabFrame(video.current!);
    if (picture) onPicture(picture.file, 'camera.jpg');
  }

  return (
    <div className="camera">
      {camera.error && (
        <p className="notice notice-error" role="alert">
          {t(`camera.${camera.error}`)}
        </p>
      )}
      <LiveView video={video} model={model} params={params} isLive={isLive && camera.isOn} isKept={isKept} />
      <div className="row">
        {camera.isOn ? (
          <>
            <button type="button" className="primary" disabled={isBusy || isLive} onClick={() => void take()}>
              <Icon name="camera" /> {t('camera.take')}
            </button>
            <button type="button" aria-pressed={isLive} onClick={() => setIsLive(!isLive)}>
              <Icon name={isLive ? 'stop' : 'play'} /> {t(isLive ? 'camera.stop' : 'camera.live')}
            </button>
            <button type="button" onClick={camera.stop}>
              {t('camera.off')}
            </button>
          </>
        ) : (
          <button
            type="button"
            className="primary"
            disabled={camera.isStarting}
            onClick={() => void camera.start()}
          >
            <Icon name="camera" /> {t('camera.on')}
          </button>
        )}
        {camera.devices.length > 1 && (
          <select
            aria-label={t('camera.device')}
            value={camera.deviceId}
            onChange={(event) => void camera.start(event.target.value)}
          >
            {camera.devices.map(({ deviceId, label }, i) => (
              <option key={deviceId} value={deviceId}>
                {label || `${t('camera.device')} ${i + 1}`}
              </option>
            ))}
          </select>
        )}
      </div>
      <label className="check">
        <input type="checkbox" checked={isKept} onChange={(event) => setIsKept(event.target.checked)} />
        {t('camera.keep')}
      </label>
    </div>
  );
}
