import { useState } from 'react';
import type { Happening } from './feed.js';
import type { Language, Texts } from './texts.js';
import { briefly, type Clock } from './time.js';

interface TickerProps {
  readonly happenings: readonly Happening[];
  readonly wordOf: (value: string) => string;
  readonly clock: Clock;
  readonly language: Language;
  readonly texts: Texts;
}

/** States in which there is nothing left to do. */
const settled = ['RESOLVED', 'VERIFIED', 'CLOSED', 'FILED'];

/** What happened, newest first. Pausing holds the list still for who reads it. */
export function Ticker({ happenings, wordOf, clock, language, texts }: TickerProps) {
  const [held, setHeld] = useState<readonly Happening[] | null>(null);
  const shown = held ?? happenings;
  const heldBack = held ? happenings.findIndex(({ id }) => id === held[0]?.id) : 0;
  return (
    <section className="panel ticker" aria-label={texts.ticker}>
      <h2>
        {texts.ticker}
        <button type="button" onClick={() => setHeld(held ? null : happenings)}>
          {held ? texts.resume : texts.pause}
          {heldBack > 0 && ` · ${texts.waiting(heldBack)}`}
        </button>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard. */}
      <ol aria-live="polite" aria-relevant="additions" aria-label={texts.ticker} tabIndex={0}>
        {shown.map(({ id, kind, at, to, incident }) => (
          <li key={id} data-event={id}>
            <span className="what">{incident?.title}</span>
            <time dateTime={at}>{briefly(at, clock.now(), language)}</time>
            <span className="about">
              <span className={settled.includes(to) ? 'kind done' : 'kind'}>{wordOf(kind)}</span>
              {' · '}
              {incident?.grid.name}
              {incident?.overdue && <span className="kind alarming"> · {texts.overdue}</span>}
            </span>
          </li>
        ))}
      </ol>
      {shown.length === 0 && <p className="nothing">{texts.nothing}</p>}
    </section>
  );
}
