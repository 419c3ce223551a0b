import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/**
 * Why there is no picture: no camera, not allowed, one that does not start, or the page is not served in a way that
 * browsers trust.
 */
type CameraError = 'missing' | 'refused' | 'failed' | 'insecure';

const ERRORS: Readonly<Record<string, CameraError>> = {
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotAllowedError: 'refused',
};

/**
 * A camera shown in a video element; off until it is started, and again when the view goes. A second start takes the
 * place of the first.
 */
export function useCamera(video: RefObject<HTMLVideoElement | null>) {
  const stream = useRef<MediaStream | undefined>(undefined);
  const starts = useRef(0);
  const [isOn, setIsOn] = useState(false);
  const [isStarting, setIsStarting] = useState(false);
  const [error, setError] = useState<CameraError>();
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  const [deviceId, setDeviceId] = useState('');

  const stop = useCallback(() => {
    starts.current++;
    endTracks(stream.current);
    stream.current = undefined;
    setIsOn(false);
    setIsStarting(false);
  }, []);

  const start = useCallback(
    async (wanted?: string) => {
      if (!navigator.mediaDevices) return setError('insecure');
      stop();
      const ours = starts.current;
      setError(undefined);
      setIsStarting(true);
      try {
        const media = await navigator.mediaDevices.getUserMedia({
          video: wanted ? { deviceId: { exact: wanted } } : { facingMode: 'environment' },
        });
        const element = video.current;
        if (!element || ours !== starts.current) return endTracks(media);
        stream.current = media;
        element.srcObject = media;
        await element.play();
        if (ours !== starts.current) return;
        setIsOn(true);
        setDeviceId(media.getVideoTracks()[0]?.getSettings().deviceId ?? '');
        // Their names are told only to those who were let in.
        const all = await navigator.mediaDevices.enumerateDevices();
        setDevices(all.filter(({ kind }) => kind === 'videoinput'));
      } catch (cause) {
        if (ours !== starts.current) return;
        stop();
        setError(ERRORS[(cause as DOMException).name] ?? 'failed');
      } finally {
        if (ours === starts.current) setIsStarting(false);
      }
    },
    [stop, video],
  );

  useEffect(() => stop, [stop]);
  return { isOn, isStarting, error, devices, deviceId, start, stop };
}

function endTracks(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
