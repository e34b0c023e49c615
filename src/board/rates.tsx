import type { RateName } from './figures.js';
import type { ShareFragment } from './generated/graphql.js';
import type { Language, Texts } from './texts.js';

interface RatesProps {
  readonly rates: readonly (readonly [name: RateName, rate: ShareFragment])[] | null;
  readonly language: Language;
  readonly texts: Texts;
}

/** Each rate with what was divided by what; how it is reckoned unfolds. Nothing divided is no zero. */
export function Rates({ rates, language, texts }: RatesProps) {
  return (
    <section className="panel rates" aria-label={texts.rates}>
      <h2>{texts.rates}</h2>
      {rates === null && <p className="nothing">{texts.noStatistics}</p>}
      <ul>
        {(rates ?? []).map(([name, { numerator, denominator, value, definition }]) => (
          <li key={name}>
            <details>
              <summary>
                <span className="name" title={texts.rateNames[name]}>
                  {texts.rateNames[name]}
                </span>{' '}
                <small>{texts.ofWhich(numerator, denominator)}</small>{' '}
                <strong>{value === null ? '–' : `${(100 * value).toFixed(value === 1 ? 0 : 1)}%`}</strong>
              </summary>
              <p>{language === 'zh' ? definition.formulaZh : definition.formula}</p>
            </details>
            <span className="track" aria-hidden="true">
              <span style={{ width: `${100 * Math.min(value ?? 0, 1)}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
