import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** Why there is no picture: no camera, not allowed, or the page is not served in a way that browsers trust. */
type CameraError = 'missing' | 'refused' | 'insecure';

/** A camera shown in a video element; off until it is started, and again when the view goes. */
export function useCamera(video: RefObject<HTMLVideoElement | null>) {
  const stream = useRef<MediaStream | undefined>(undefined);
  const [isOn, setIsOn] = useState(false);
  const [isStarting, setIsStarting] = useState(false);
  const [error, setError] = useState<CameraError>();
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  const [deviceId, setDeviceId] = useState('');

  const stop = useCallback(() => {
    for (const track of stream.current?.getTracks() ?? []) track.stop();
    stream.current = undefined;
    setIsOn(false);
  }, []);

  const start = useCallback(
    async (wanted?: string) => {
      if (!navigator.mediaDevices) return setError('insecure');
      stop();
      setIsStarting(true);
      try {
        const media = await navigator.mediaDevices.getUserMedia({
          video: wanted ? { deviceId: { exact: wanted } } : { facingMode: 'environment' },
        });
        stream.current = media;
        const element = video.current;
        if (!element) return stop();
        element.srcObject = media;
        await element.play();
        setIsOn(true);
        setDeviceId(media.getVideoTracks()[0]?.getSettings().deviceId ?? '');
        // Their names are told only to those who were let in.
        const all = await navigator.mediaDevices.enumerateDevices();
        setDevices(all.filter(({ kind }) => kind === 'videoinput'));
      } catch (cause) {
        setError((cause as DOMException).name === 'NotAllowedError' ? 'refused' : 'missing');
      } finally {
        setIsStarting(false);
      }
    },
    [stop, video],
  );

  useEffect(() => stop, [stop]);
  return { isOn, isStarting, error, devices, deviceId, start, stop };
}
