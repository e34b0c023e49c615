import { scaleLinear, scalePoint } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';
import { useSize } from './size.js';
import type { Texts } from './texts.js';
import { shortDay } from './time.js';

interface Day {
  readonly day: string;
  readonly count: number;
}

interface TrendProps {
  readonly title: string;
  readonly days: readonly Day[];
  readonly texts: Texts;
}

/** Day by day. Who does not see the line reads the table. */
export function Trend({ title, days, texts }: TrendProps) {
  const [ref, { width, height, em }] = useSize<HTMLDivElement>();
  const x = scalePoint(
    days.map(({ day }) => day),
    [1.6 * em, width - 1.6 * em],
  );
  const floor = height - 1.7 * em;
  const most = Math.max(4, ...days.map(({ count }) => count));
  const y = scaleLinear([0, most], [floor, 2 * em]);
  const at = ({ day }: Day) => x(day)!;
  const curve = line<Day>(at, ({ count }) => y(count)).curve(curveMonotoneX);
  const under = area<Day>(at, floor, ({ count }) => y(count)).curve(curveMonotoneX);
  const every = Math.ceil((3.6 * em * days.length) / width);
  return (
    <section className="panel trend" aria-label={title}>
      <h2>{title}</h2>
      <div className="canvas" ref={ref}>
        {width > 0 && days.length > 0 && (
          <svg width={width} height={height} aria-hidden="true">
            {y.ticks(Math.min(3, most)).map((tick) => (
              <line key={tick} className="rule" x1={0} x2={width} y1={y(tick)} y2={y(tick)} />
            ))}
            <path className="under" d={under(days) ?? ''} />
            <path className="curve" d={curve(days) ?? ''} />
            {days.map((day, index) => (
              <g key={day.day} className={index === days.length - 1 ? 'today' : ''}>
                <circle cx={at(day)} cy={y(day.count)} r={0.25 * em} />
                {(day.count > 0 || index === days.length - 1) && (
                  <text className="number" x={at(day)} y={y(day.count) - 0.6 * em} textAnchor="middle">
                    {day.count}
                  </text>
                )}
                {(days.length - 1 - index) % every === 0 && (
                  <text className="day" x={at(day)} y={height - 0.3 * em} textAnchor="middle">
                    {shortDay(day.day)}
                  </text>
                )}
              </g>
            ))}
          </svg>
        )}
      </div>
      <table className="unseen">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.day}</th>
            <th scope="col">{texts.reported}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, count }) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
