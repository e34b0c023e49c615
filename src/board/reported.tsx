import type { Reported } from './figures.js';
import type { Texts } from './texts.js';

/** How a published number is to be read: 3,000余户 is 3,000 or more. */
const signs: Readonly<Record<Reported['comparator'], string>> = { EQUAL: '', AT_LEAST: '≥ ', AT_MOST: '≤ ', NEARLY: '≲ ', ABOUT: '≈ ' };

const written = (value: number, unit: string) =>
  unit === 'RATIO' ? `${Number((100 * value).toFixed(1))}%` : `${Number(value.toFixed(1)).toLocaleString('en')} ${unit}`;

interface ReportedFiguresProps {
  readonly figures: readonly Reported[];
  /** Null: all of them. */
  readonly page: { readonly number: number; readonly size: number } | null;
  readonly texts: Texts;
}

/** What a community has published beside what the rows say. */
export function ReportedFigures({ figures, page, texts }: ReportedFiguresProps) {
  const shown = page ? figures.slice(page.number * page.size, (page.number + 1) * page.size) : figures;
  const agreeing = figures.filter(({ agrees }) => agrees).length;
  if (figures.length === 0) return null;
  return (
    <aside className="panel reported" aria-label={texts.reportedFigures}>
      <h2>
        {texts.reportedFigures}
        <span className="key">{texts.agreeing(agreeing, figures.length)}</span>
      </h2>
      <ul>
        {shown.map(({ id, quote, source, value, unit, comparator, computed, agrees }) => (
          <li key={id}>
            <span className="quote" title={source}>
              {quote}
            </span>
            <span className="published">
              {signs[comparator]}
              {written(value, unit)}
            </span>
            <strong>{written(computed, unit)}</strong>
            <span className={agrees ? 'mark agrees' : 'mark'}>
              <span aria-hidden="true">{agrees ? '✓' : '✗'}</span>
              <span className="unseen">{agrees ? texts.agrees : texts.differs}</span>
            </span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
