import { type KeyboardEvent, useMemo, useState } from 'react';
import type { Grid, GridCount } from './figures.js';
import { areasOf, layOut } from './layout.js';
import { useSize } from './size.js';
import type { Texts } from './texts.js';

interface GridMapProps {
  readonly grids: readonly Grid[];
  /** Null: not read yet. */
  readonly counts: ReadonlyMap<string, GridCount> | null;
  readonly texts: Texts;
}

/** Where the shades begin, in open incidents. */
const steps = [0, 1, 3, 6, 10];
/** The class of a shade; a grid whose count is not known has none. */
const shadeOf = (count: GridCount | undefined) =>
  count ? `shade-${steps.findLastIndex((step) => count.open >= step)} ${count.overdue > 0 ? 'overdue' : ''}` : 'uncounted';

/** The grids as they lie, shaded by how many incidents are open; those with overdue ones in the colour of alarm. */
export function GridMap({ grids, counts, texts }: GridMapProps) {
  const [ref, { width, height, em }] = useSize<HTMLDivElement>();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const areas = useMemo(() => areasOf(grids), [grids]);
  const parts = useMemo(() => layOut(areas, { width, height, em }), [areas, width, height, em]);
  const chosen = grids.find(({ id }) => id === chosenId);
  const countOf = (id: string) => counts?.get(id);
  const labelOf = ({ id, name }: Grid) => {
    const count = countOf(id);
    return count ? texts.gridLabel(name, count.open, count.overdue) : name;
  };

  const move = (event: KeyboardEvent, index: number) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = areas[(index + step + areas.length) % areas.length]!;
    setChosenId(next.properties.id);
    event.currentTarget.parentElement!.querySelector<SVGElement>(`[data-grid="${next.properties.id}"]`)!.focus();
  };
  const undrawn = grids.filter(({ boundary }) => !boundary);
  return (
    <section className="panel map" aria-label={texts.map}>
      <h2>{texts.map}</h2>
      <div className="canvas" ref={ref}>
        {width > 0 && areas.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: it holds the options below.
          <svg width={width} height={height} role="listbox" aria-label={`${texts.map}. ${texts.mapHint}`}>
            {parts.flatMap(({ areas: own, path }) =>
              own.map((area) => {
                const grid = area.properties;
                const index = areas.indexOf(area);
                const isFirst = chosen ? grid.id === chosenId : index === 0;
                return (
                  <g
                    key={grid.id}
                    role="option"
                    data-grid={grid.id}
                    aria-selected={grid.id === chosenId}
                    aria-label={labelOf(grid)}
                    tabIndex={isFirst ? 0 : -1}
                    className={`grid ${shadeOf(countOf(grid.id))}`}
                    onFocus={() => setChosenId(grid.id)}
                    onPointerEnter={() => setChosenId(grid.id)}
                    onKeyDown={(event) => move(event, index)}
                  >
                    <path d={path(area)!} />
                  </g>
                );
              }),
            )}
            {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus. */}
            <g className="labels" aria-hidden="true">
              {parts.map(
                ({ title }) =>
                  title && (
                    <text key={title.name} x={title.x} y={title.y} textAnchor="middle" className="title">
                      {title.name}
                    </text>
                  ),
              )}
              {parts.flatMap(({ areas: own, path }) =>
                own.map((area) => {
                  const { id, name } = area.properties;
                  const count = countOf(id);
                  const [[left, top], [right, bottom]] = path.bounds(area);
                  const [x, y] = path.centroid(area);
                  const room = { width: right - left, height: bottom - top };
                  const note = count && count.overdue > 0 ? texts.overdueCount(count.overdue) : null;
                  return <Label key={id} {...{ x, y, room, em, name, note }} open={count?.open} shade={shadeOf(count)} />;
                }),
              )}
            </g>
          </svg>
        )}
      </div>
      {undrawn.length > 0 && (
        <p className="undrawn">
          {texts.notDrawn}: {undrawn.map(labelOf).join(' · ')}
        </p>
      )}
      <div className="beside">
        <p className="chosen" role="status">
          {chosen && `${labelOf(chosen)} · ${chosen.leader?.publicName ? texts.leader(chosen.leader.publicName) : texts.vacant}`}
        </p>
        <Legend texts={texts} />
      </div>
    </section>
  );
}

interface LabelProps {
  readonly x: number;
  readonly y: number;
  readonly room: { readonly width: number; readonly height: number };
  readonly em: number;
  readonly name: string;
  readonly open: number | undefined;
  readonly shade: string;
  /** What colour says as well. */
  readonly note: string | null;
}

/** The number; above it the name and below it the note, where there is room for them. */
function Label({ x, y, room, em, name, open, note, shade }: LabelProps) {
  const short = name.replace(/网格$/, '');
  const number = Math.min(2.1 * em, room.height * 0.42, room.width * 0.5);
  const letter = Math.min(em, (room.width * 0.88) / short.length, room.height * 0.2);
  const hasName = letter >= 0.7 * em;
  const noteLetter = 0.85 * em;
  // Chinese signs are as wide as high, others half as wide.
  const noteWidth = (note?.replaceAll(/\p{Script=Han}/gu, 'mm').length ?? 0) * 0.5 * noteLetter;
  const hasNote = note !== null && noteWidth < room.width && room.height > number + 2.4 * noteLetter;
  // Of what stands in the area, the middle lies in the middle.
  const middle = y + number * 0.36 + (hasName && !hasNote ? letter * 0.55 : 0);
  return (
    <text textAnchor="middle" className={shade}>
      {hasName && (
        <tspan x={x} y={middle - number * 0.95} fontSize={letter}>
          {short}
        </tspan>
      )}
      {open !== undefined && (
        <tspan x={x} y={middle} fontSize={number} className="number">
          {open}
        </tspan>
      )}
      {hasNote && (
        <tspan x={x} y={middle + 1.25 * noteLetter} fontSize={noteLetter}>
          {note}
        </tspan>
      )}
    </text>
  );
}

function Legend({ texts }: { readonly texts: Texts }) {
  return (
    <ul className="legend">
      {['', 'overdue'].map((kind) => (
        <li key={kind}>
          <span className="swatches">
            {steps.slice(kind ? 1 : 0).map((step) => (
              <span key={step} className={`swatch ${shadeOf({ open: step, overdue: kind ? 1 : 0 })}`}>
                {step}
                {step === steps.at(-1) && '+'}
              </span>
            ))}
          </span>
          {kind ? texts.legendOverdue : texts.legendOpen}
        </li>
      ))}
    </ul>
  );
}
