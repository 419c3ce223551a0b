import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import { JobCard } from './JobCard.tsx';
import { JobRow } from './JobRow.tsx';

const [ROW_PX, CARD_PX, CARD_WIDTH_PX] = [64, 224, 180];
const AHEAD = 10;

/** Any number of jobs, of which only those near the window are in the document. */
export function JobRows({
  jobs,
  view,
  hasMore,
  isFetchingMore,
  onEnd,
  selected,
  onSelect,
}: {
  jobs: readonly Job[];
  view: 'table' | 'gallery';
  hasMore: boolean;
  isFetchingMore: boolean;
  onEnd: () => void;
  selected: ReadonlySet<string>;
  onSelect: (job: Job, isSelected: boolean) => void;
}) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const { top, width } = usePlace(list);
  const columns = view === 'gallery' ? Math.max(1, Math.floor(width / CARD_WIDTH_PX)) : 1;
  const rowCount = Math.ceil(jobs.length / columns);
  const rows = useWindowVirtualizer({
    count: rowCount,
    estimateSize: () => (view === 'gallery' ? CARD_PX : ROW_PX),
    overscan: AHEAD,
    scrollMargin: top,
  });
  const items = rows.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (lastShown >= rowCount - 1 - AHEAD) onEnd();
  }, [lastShown, rowCount, onEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height
  useEffect(() => rows.measure(), [view, columns]);

  return (
    <div
      ref={list}
      className={`job-list is-${view}`}
      role="list"
      aria-label={t('layout.jobs')}
      aria-busy={isFetchingMore}
    >
      <div className="job-list-inner" style={{ blockSize: rows.getTotalSize() }}>
        {items.map(({ index, start, key, size }) => (
          <div
            key={key}
            className="job-list-row"
            style={{
              transform: `translateY(${start - top}px)`,
              blockSize: size,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {jobs
              .slice(index * columns, (index + 1) * columns)
              .map((job) =>
                view === 'gallery' ? (
                  <JobCard key={job.id} job={job} isSelected={selected.has(job.id)} onSelect={onSelect} />
                ) : (
                  <JobRow key={job.id} job={job} isSelected={selected.has(job.id)} onSelect={onSelect} />
                ),
              )}
          </div>
        ))}
      </div>
      {hasMore && <p className="muted small center">{t('jobs.more')}</p>}
    </div>
  );
}

/** Where the list begins on the page, and how wide it is. */
function usePlace(list: React.RefObject<HTMLDivElement | null>): { top: number; width: number } {
  const [place, setPlace] = useState({ top: 0, width: 1000 });
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const { top, width } = element.getBoundingClientRect();
      setPlace({ top: top + scrollY, width });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [list]);
  return place;
}
