import { scaleLinear, scalePoint } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';
import type { Day } from './figures.js';
import { useSize } from './size.js';
import type { Texts } from './texts.js';
import { shortDay } from './time.js';

interface TrendProps {
  /** Null where the viewer may not have them. */
  readonly days: readonly Day[] | null;
  readonly texts: Texts;
}

/** What came and what was done, day by day. Who does not see the lines reads the table. */
export function Trend({ days, texts }: TrendProps) {
  return (
    <section className="panel trend" aria-label={texts.trend}>
      <h2>
        {texts.trend}
        <span className="key">
          <span className="reported">{texts.reported}</span> <span className="completed">{texts.completed}</span>
        </span>
      </h2>
      {days === null && <p className="nothing">{texts.noStatistics}</p>}
      <Lines days={days ?? []} />
      <table className="unseen">
        <caption>{texts.trend}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.day}</th>
            <th scope="col">{texts.reported}</th>
            <th scope="col">{texts.completed}</th>
          </tr>
        </thead>
        <tbody>
          {days?.map(({ day, reported, completed }) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              <td>{reported}</td>
              <td>{completed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Lines({ days }: { readonly days: readonly Day[] }) {
  const [ref, { width, height, em }] = useSize<HTMLDivElement>();
  const x = scalePoint(
    days.map(({ day }) => day),
    [2 * em, width - 1.6 * em],
  );
  const floor = height - 1.7 * em;
  const most = Math.max(4, ...days.flatMap(({ reported, completed }) => [reported, completed]));
  const y = scaleLinear([0, most], [floor, 0.8 * em]).nice(3);
  const at = ({ day }: Day) => x(day)!;
  const reported = line<Day>(at, (day) => y(day.reported)).curve(curveMonotoneX);
  const completed = line<Day>(at, (day) => y(day.completed)).curve(curveMonotoneX);
  const under = area<Day>(at, floor, (day) => y(day.reported)).curve(curveMonotoneX);
  const every = Math.ceil((4 * em * days.length) / width);
  const last = days.at(-1);
  return (
    <div className="canvas" ref={ref}>
      {width > 0 && last && (
        <svg width={width} height={height} aria-hidden="true">
          {y.ticks(3).map((tick) => (
            <g key={tick}>
              <line className="rule" x1={1.6 * em} x2={width} y1={y(tick)} y2={y(tick)} />
              <text className="number" x={1.2 * em} y={y(tick) + 0.4 * em} textAnchor="end">
                {tick}
              </text>
            </g>
          ))}
          <path className="under" d={under(days)!} />
          <path className="curve completed" d={completed(days)!} />
          <path className="curve reported" d={reported(days)!} />
          <circle className="completed" cx={at(last)} cy={y(last.completed)} r={0.28 * em} />
          <circle className="reported" cx={at(last)} cy={y(last.reported)} r={0.28 * em} />
          {days.map(
            ({ day }, index) =>
              (days.length - 1 - index) % every === 0 && (
                <text key={day} className={day === last.day ? 'day today' : 'day'} x={x(day)} y={height - 0.3 * em} textAnchor="middle">
                  {shortDay(day)}
                </text>
              ),
          )}
        </svg>
      )}
    </div>
  );
}
