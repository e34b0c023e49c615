import type { TabsState } from '@graphiql/react';
import { forget, keep, recall } from './keep.js';
import type { Place } from './lookups.js';
import { type Operation, operations, textIn } from './operations.js';
import type { Language } from './texts.js';

type Tab = TabsState['tabs'][number];

/** The tabs as the user left them. `place` and `queries` say what the prepared ones were made of. */
interface Kept {
  readonly place: string;
  readonly queries: Readonly<Record<string, string>>;
  readonly state: TabsState;
}

const KEPT = 'mulin:tabs';
const GRAPHIQL = 'graphiql:';
/** GraphiQL would write these itself, half a second late and without the variables of the first tab. */
const ofTabs = ['tabState', 'query', 'variables', 'headers'].map((name) => GRAPHIQL + name);

/** GraphiQL's tabs, kept by us: prepared at first, and made to fit when the community, the language or a prepared operation has changed. */
export class Tabs {
  #kept: Kept | null = readKept();

  /** The tab in front; null before there is one. */
  get active(): Tab | null {
    return this.#kept?.state.tabs[this.#kept.state.activeTabIndex] ?? null;
  }

  has(id: string): boolean {
    return this.#kept?.state.tabs.some((tab) => tab.id === id) ?? false;
  }

  /** Makes the tabs ready for GraphiQL to be mounted on. */
  prepare(place: Place, language: Language): void {
    const kept = this.#kept;
    const state = kept
      ? { ...kept.state, tabs: kept.state.tabs.map((tab) => fitted(tab, kept, place, language)) }
      : prepared(place, language);
    const queries = Object.fromEntries(operations.map((operation) => [operation.title, textIn(language, operation)]));
    this.#keep({ place: JSON.stringify(place), queries, state });
  }

  /** GraphiQL says so after every change. */
  readonly changed = (state: TabsState): void => {
    if (this.#kept) this.#keep({ ...this.#kept, state });
  };

  /** Back to the prepared ones. */
  reset(place: Place, language: Language): void {
    this.#kept = null;
    this.prepare(place, language);
  }

  /** What GraphiQL reads at its start. The tabs come from here; the rest, such as the theme and the history, is the browser's. */
  readonly storage = {
    getItem: (key: string): string | null => (ofTabs.includes(key) ? this.#read(key.slice(GRAPHIQL.length)) : recall(key)),
    setItem: (key: string, value: string): void => {
      if (!ofTabs.includes(key)) keep(key, value);
    },
    removeItem: (key: string): void => {
      if (!ofTabs.includes(key)) forget(key);
    },
    clear: (): void => {
      for (const key of [...Object.keys(localStorage)]) if (key.startsWith(GRAPHIQL)) forget(key);
    },
    get length(): number {
      return localStorage.length;
    },
  };

  #read(name: string): string | null {
    if (name === 'tabState') return JSON.stringify(this.#kept?.state ?? null);
    return name === 'query' || name === 'variables' ? (this.active?.[name] ?? null) : null;
  }

  #keep(kept: Kept): void {
    // Answers are not kept: they are of the moment, and of a viewer.
    const tabs = kept.state.tabs.map((tab) => ({ ...tab, response: null }));
    this.#kept = { ...kept, state: { ...kept.state, tabs } };
    keep(KEPT, JSON.stringify(this.#kept));
  }
}

function fitted(tab: Tab, kept: Kept, place: Place, language: Language): Tab {
  const operation = operations.find(({ title }) => title === tab.title);
  if (!operation) return tab;
  const isUntouched = tab.query === kept.queries[tab.title];
  return {
    ...tab,
    query: isUntouched ? textIn(language, operation) : tab.query,
    variables: kept.place === JSON.stringify(place) ? tab.variables : variablesOf(operation, place),
  };
}

const variablesOf = (operation: Operation, place: Place) => JSON.stringify(operation.variables(place), null, 2);

const prepared = (place: Place, language: Language): TabsState => ({
  activeTabIndex: 0,
  tabs: operations.map((operation, index) => ({
    id: `prepared-${index + 1}`,
    hash: '',
    title: operation.title,
    query: textIn(language, operation),
    variables: variablesOf(operation, place),
    headers: null,
    operationName: operation.title,
    response: null,
  })),
});

function readKept(): Kept | null {
  try {
    const kept = JSON.parse(recall(KEPT) ?? 'null') as Kept | null;
    return kept && kept.state.tabs.length > 0 && typeof kept.queries === 'object' ? kept : null;
  } catch {
    return null;
  }
}
