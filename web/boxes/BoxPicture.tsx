import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { hueOf } from '../../shared/domain/label-hue.ts';
import {
  type Box,
  boxBetween,
  HANDLES,
  type Handle,
  handlePoint,
  moveBox,
  resizeBox,
  type Size,
} from './geometry.ts';

/** A box as it is drawn. */
export type ShownBox = {
  /** The same as long as it is the same thing. */
  readonly key: string;
  readonly box: Box;
  readonly label: string;
  /** Beside the label; empty for none. */
  readonly note: string;
};

type Edit = {
  readonly onBox: (key: string, box: Box) => void;
  /** A box was drawn where none was. */
  readonly onDrawn: (box: Box) => void;
  readonly onRemove: (key: string) => void;
};

type Drag =
  | { readonly kind: 'move'; readonly key: string; readonly start: Box; readonly at: Point }
  | { readonly kind: 'resize'; readonly key: string; readonly start: Box; readonly handle: Handle }
  | { readonly kind: 'draw'; readonly at: Point };

type Point = { readonly x: number; readonly y: number };

const [LABEL_PX, HANDLE_PX, NUDGE_PX] = [13, 10, 1];

/**
 * A picture (or video) with boxes over it, in the picture's own pixels whatever its size on the screen. With `edit`,
 * boxes can be moved, resized, drawn and removed, by pointer and by keyboard.
 */
export function BoxPicture({
  size,
  boxes,
  active,
  onActive,
  edit,
  children,
  label,
}: {
  size: Size;
  boxes: readonly ShownBox[];
  active: string | undefined;
  onActive: (key: string | undefined) => void;
  edit?: Edit | undefined;
  children: ReactNode;
  label: string;
}) {
  const svg = useRef<SVGSVGElement>(null);
  const scale = useScale(svg, size);
  const drag = useRef<Drag | undefined>(undefined);
  const [drawn, setDrawn] = useState<Box>();

  function pointOf(event: PointerEvent): Point {
    const { left, top } = svg.current!.getBoundingClientRect();
    return { x: (event.clientX - left) * scale, y: (event.clientY - top) * scale };
  }

  function onDown(event: PointerEvent, next: (at: Point) => Drag): void {
    if (!edit || event.button !== 0) return;
    event.stopPropagation();
    svg.current!.setPointerCapture(event.pointerId);
    drag.current = next(pointOf(event));
  }

  function onMove(event: PointerEvent): void {
    const current = drag.current;
    if (!edit || !current) return;
    const at = pointOf(event);
    if (current.kind === 'draw') setDrawn(boxBetween(current.at, at, size));
    else if (current.kind === 'resize')
      edit.onBox(current.key, resizeBox(current.start, current.handle, at, size));
    else
      edit.onBox(
        current.key,
        moveBox(current.start, { x: at.x - current.at.x, y: at.y - current.at.y }, size),
      );
  }

  function onUp(): void {
    if (drag.current?.kind === 'draw' && drawn) edit?.onDrawn(drawn);
    drag.current = undefined;
    setDrawn(undefined);
  }

  function onKey(event: KeyboardEvent, { key, box }: ShownBox): void {
    if (event.key === 'Enter' || event.key === ' ') {
      onActive(key === active ? undefined : key);
      event.preventDefault();
    }
    if (!edit) return;
    const step = (event.shiftKey ? 10 : NUDGE_PX) * scale;
    const way = {
      ArrowLeft: { x: -step, y: 0 },
      ArrowRight: { x: step, y: 0 },
      ArrowUp: { x: 0, y: -step },
      ArrowDown: { x: 0, y: step },
    }[event.key];
    if (event.key === 'Delete' || event.key === 'Backspace') edit.onRemove(key);
    else if (way && event.altKey)
      edit.onBox(key, resizeBox(box, 'se', { x: box[2] + way.x, y: box[3] + way.y }, size));
    else if (way) edit.onBox(key, moveBox(box, way, size));
    else return;
    event.preventDefault();
  }

  return (
    <div className="box-picture">
      {children}
      <svg
        ref={svg}
        viewBox={`0 0 ${size.width} ${size.height}`}
        preserveAspectRatio="none"
        role="group"
        aria-label={label}
        className={edit ? 'is-edited' : undefined}
        onPointerDown={(event) => onDown(event, (at) => ({ kind: 'draw', at }))}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerCancel={onUp}
      >
        {boxes.map((shown) => (
          <OneBox
            key={shown.key}
            shown={shown}
            scale={scale}
            isActive={shown.key === active}
            onActive={onActive}
            onKey={(event) => onKey(event, shown)}
            onDown={(event, handle) =>
              onDown(event, (at) =>
                handle
                  ? { kind: 'resize', key: shown.key, start: shown.box, handle }
                  : { kind: 'move', key: shown.key, start: shown.box, at },
              )
            }
            isEdited={edit !== undefined}
          />
        ))}
        {drawn && <rect className="box-drawn" {...rectOf(drawn)} />}
      </svg>
    </div>
  );
}

function OneBox({
  shown: { key, box, label, note },
  scale,
  isActive,
  isEdited,
  onActive,
  onKey,
  onDown,
}: {
  shown: ShownBox;
  scale: number;
  isActive: boolean;
  isEdited: boolean;
  onActive: (key: string | undefined) => void;
  onKey: (event: KeyboardEvent) => void;
  onDown: (event: PointerEvent, handle?: Handle) => void;
}) {
  const text = note ? `${label} ${note}` : label;
  const height = LABEL_PX * 1.5 * scale;
  const isOutside = box[1] >= height;
  return (
    <g
      className={isActive ? 'box is-active' : 'box'}
      style={{ '--hue': hueOf(label) } as React.CSSProperties}
      role="button"
      tabIndex={0}
      aria-label={text}
      aria-pressed={isActive}
      data-box={box.map(Math.round).join(',')}
      onPointerEnter={() => !isEdited && onActive(key)}
      onPointerLeave={() => !isEdited && onActive(undefined)}
      onFocus={() => onActive(key)}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        onActive(key);
        onDown(event);
      }}
    >
      <rect className="box-edge" {...rectOf(box)} />
      <g className="box-label" transform={`translate(${box[0]} ${isOutside ? box[1] - height : box[1]})`}>
        <rect width={(text.length * 0.68 + 0.8) * LABEL_PX * scale} height={height} />
        <text x={0.4 * LABEL_PX * scale} y={height * 0.7} fontSize={LABEL_PX * scale}>
          {text}
        </text>
      </g>
      {isActive &&
        isEdited &&
        HANDLES.map((handle) => {
          const { x, y } = handlePoint(box, handle);
          const side = HANDLE_PX * scale;
          return (
            <rect
              key={handle}
              className={`box-handle handle-${handle}`}
              x={x - side / 2}
              y={y - side / 2}
              width={side}
              height={side}
              onPointerDown={(event) => onDown(event, handle)}
            />
          );
        })}
    </g>
  );
}

function rectOf([x1, y1, x2, y2]: Box) {
  return { x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
}

/** Pixels of the picture in one of the screen. */
function useScale(svg: React.RefObject<SVGSVGElement | null>, { width }: Size): number {
  const [shownWidth, setShownWidth] = useState(width);
  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setShownWidth(entry!.contentRect.width || 1));
    observer.observe(element);
    return () => observer.disconnect();
  }, [svg]);
  return width / shownWidth;
}
