import type { Job } from '../../shared/domain/job.ts';
import { Icon } from '../ui/Icon.tsx';

/** The input of a job, small: the picture itself, or what kind of thing it is. */
export function Thumbnail({ job }: { job: Job }) {
  return (
    <span className="thumbnail" aria-hidden="true">
      {job.input.mediaType.startsWith('image/') ? (
        <img src={job.links.input} alt="" loading="lazy" decoding="async" />
      ) : (
        <Icon
          name={
            job.input.mediaType.includes('tensor') || job.input.mediaType.includes('json') ? 'cube' : 'wave'
          }
        />
      )}
    </span>
  );
}
