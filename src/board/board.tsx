import { type ReactNode, useEffect, useState } from 'react';
import { type Identity, readSetting } from '../explorer/identity.js';
import { useAsked } from './asked.js';
import { Bars } from './bars.js';
import { Feed, type FeedState } from './feed.js';
import { type Figures, figuresOf, gridsOf, reportedOf, type Statistics, statisticsOf } from './figures.js';
import { BoardWordsDocument } from './generated/graphql.js';
import { ask } from './graph.js';
import { GridMap } from './grid-map.js';
import type { Place } from './places.js';
import { Rates } from './rates.js';
import { ReportedFigures } from './reported.js';
import { type Language, type Texts, texts } from './texts.js';
import { Ticker } from './ticker.js';
import { type Clock, clockTime, longDay } from './time.js';
import { Trend } from './trend.js';

interface BoardProps {
  readonly place: Place;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly language: Language;
  readonly isWall: boolean;
  readonly isDemo: boolean;
  readonly controls: ReactNode;
}

/** Events that come together are counted once. */
const TOGETHER_MS = 700;
/** Incidents become overdue, and days begin, without an event. */
const REFRESH_MS = 60_000;
const TURN_MS = 20_000;
const FIGURES_A_PAGE = 5;
const MOST_CATEGORIES = 5;

const asRow = ({ categoryId, name, count }: Statistics['categories'][number]) => ({ key: categoryId, name, count });

export function Board({ place, identity, clock, language, isWall, isDemo, controls }: BoardProps) {
  const t = texts[language];
  const [feed, setFeed] = useState<FeedState | null>(null);
  const [news, setNews] = useState(0);
  const [figures, setFigures] = useState<Figures | null>(null);
  /** Null: not for this viewer; undefined: not read yet. */
  const [statistics, setStatistics] = useState<Statistics | null | undefined>();

  useEffect(() => {
    let telling: ReturnType<typeof setTimeout> | undefined;
    const feed = new Feed(identity, place.id, (state, isNews) => {
      setFeed(state);
      if (!isNews) return;
      telling ??= setTimeout(() => {
        telling = undefined;
        setNews((count) => count + 1);
      }, TOGETHER_MS);
    });
    return () => {
      clearTimeout(telling);
      feed.stop();
    };
  }, [identity, place]);

  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      // What cannot be read now is read later: what is shown stays, and the header says as of when it is.
      await Promise.all([
        figuresOf(identity, place.id, clock.now()).then((found) => isCurrent && setFigures(found)),
        statisticsOf(identity, place.id, clock.now()).then((found) => isCurrent && setStatistics(found)),
        news > 0 && readSetting('board').then(({ now }) => clock.set(now)),
      ]).catch(() => {});
      if (isCurrent) timer = setTimeout(read, REFRESH_MS);
    };
    void read();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [identity, place, clock, news]);

  const [grids] = useAsked(() => gridsOf(identity, place.id), [identity, place]);
  const [reported] = useAsked(() => reportedOf(identity, place.id, clock.now()), [identity, place]);
  const pages = isWall ? Math.ceil((reported?.length ?? 0) / FIGURES_A_PAGE) : 0;
  const turn = useTurns(1 + pages);
  const [words] = useAsked(async () => {
    const { kinds } = await ask(identity, BoardWordsDocument, {});
    return new Map(kinds.map(({ value, label }) => [value, label]));
  }, [identity, language]);
  const wordOf = (value: string) => words?.get(value) ?? '';

  const open = feed?.tally?.open ?? figures?.open;
  const overdue = feed?.tally?.overdue ?? figures?.overdue;
  return (
    <>
      <div className="screen">
        <header>
          <Seal />
          <div className="names">
            <h1>{place.name}</h1>
            <p>{place.root.id === place.id ? t.title : `${place.root.name} · ${t.title}`}</p>
          </div>
          <LiveMark {...{ feed, language, clock }} texts={t} />
          <TimeOfDay {...{ clock, language }} />
          {controls}
        </header>
        <main>
          <section className="tiles" aria-label={t.title}>
            <Tile name={t.open} value={open} kind="first" />
            <Tile name={t.overdue} value={overdue} kind={overdue ? 'alarming' : ''} />
            <Tile name={t.today} value={figures?.today} />
            <Tile name={t.supervised} value={figures?.supervised} kind={figures?.supervised ? 'alarming' : ''} />
          </section>
          <GridMap grids={grids ?? []} counts={figures?.grids ?? null} texts={t} />
          <Ticker happenings={feed?.happenings ?? []} {...{ wordOf, clock, language }} texts={t} />
          {turn > 0 ? (
            <ReportedFigures figures={reported ?? []} texts={t} page={{ number: turn - 1, size: FIGURES_A_PAGE }} />
          ) : (
            <Rates rates={statistics === undefined ? [] : (statistics?.rates ?? null)} language={language} texts={t} />
          )}
          <Bars
            title={t.categories}
            without={t.noStatistics}
            rows={statistics === null ? null : (statistics?.categories ?? []).slice(0, MOST_CATEGORIES).map(asRow)}
          />
          <Trend days={statistics === null ? null : (statistics?.days ?? [])} texts={t} />
        </main>
        {isDemo && <footer>{t.demo}</footer>}
      </div>
      {!isWall && <ReportedFigures figures={reported ?? []} texts={t} page={null} />}
    </>
  );
}

/** A wall has no room for everything at once, and nobody who scrolls: panels take turns. */
function useTurns(count: number): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    setTurn(0);
    if (count === 1) return;
    const timer = setInterval(() => setTurn((turn) => (turn + 1) % count), TURN_MS);
    return () => clearInterval(timer);
  }, [count]);
  return turn;
}

/** 睦, as a seal. */
const Seal = () => (
  <svg className="seal" viewBox="0 0 48 48" aria-hidden="true">
    <rect width="48" height="48" rx="7" />
    <text x="24" y="35" textAnchor="middle">
      睦
    </text>
  </svg>
);

function Tile({ name, value, kind = '' }: { readonly name: string; readonly value: number | undefined; readonly kind?: string }) {
  return (
    <p className={`tile ${kind}`}>
      <span className="name">{name}</span> <strong>{value ?? '–'}</strong>
    </p>
  );
}

interface LiveMarkProps {
  readonly feed: FeedState | null;
  readonly language: Language;
  readonly clock: Clock;
  readonly texts: Texts;
}

function LiveMark({ feed, language, clock, texts }: LiveMarkProps) {
  const phase = feed?.phase ?? 'connecting';
  const behind = Date.now() - (feed?.heardAt ?? Date.now());
  const saying = phase === 'lost' ? texts.lost(clockTime(clock.now() - behind, language)) : texts[phase];
  return (
    <p className={`live-mark ${phase}`} role="status">
      <span className="dot" aria-hidden="true" />
      {feed?.fault ?? saying}
    </p>
  );
}

function TimeOfDay({ clock, language }: { readonly clock: Clock; readonly language: Language }) {
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), 1_000);
    return () => clearInterval(timer);
  }, [clock]);
  return (
    <p className="time">
      <time dateTime={new Date(now).toISOString().slice(0, 16)}>{clockTime(now, language)}</time>
      <span>{longDay(now, language)}</span>
    </p>
  );
}
