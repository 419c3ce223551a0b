const QUALITY = 0.85;
/** Longest side of what is sent: models look at no more, and it has to be uploaded. */
const MOST_PIXELS = 1280;

/** A picture with its size, pixels. */
export type Frame = { readonly file: Blob; readonly width: number; readonly height: number };

/** What a video shows just now, as a JPEG; undefined before it shows anything. */
export async function grabFrame(video: HTMLVideoElement): Promise<Frame | undefined> {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0) return undefined;
  const scale = Math.min(1, MOST_PIXELS / Math.max(videoWidth, videoHeight));
  const width = Math.round(videoWidth * scale);
  const height = Math.round(videoHeight * scale);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(video, 0, 0, width, height);
  const file = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  return file ? { file, width, height } : undefined;
}
