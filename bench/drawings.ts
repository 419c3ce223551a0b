import { type Picture, tinyPictures } from './pictures.ts';

let made: Promise<Picture[]> | undefined;

/** The 300 drawings that most scenarios upload; made once. */
export function drawings(): Promise<Picture[]> {
  made ??= tinyPictures(300);
  return made;
}
