import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { ClientDocuments, PersistedDocument, Registry } from '../graph/persisted.js';
import { loadClient, type RegisteredClient, type RunnableDocument } from '../modules/partners/load-client.js';
import type { DirectoryEvent } from './directory.js';

/** What was changed without an event (by hand, in SQL) is noticed after this long. */
const TTL_MS = 30_000;
/** All texts of documents that are kept, in characters. */
const KEPT_CHARACTERS = 64 * 1_048_576;
/** What a client takes that has no documents. */
const BARE = 1_000;

/** What registered clients may run, in memory. A client is read when it is asked for, and again after it changed. */
export interface OpenRegistry extends Registry {
  changed(events: readonly DirectoryEvent[]): void;
  /** Anything may have changed. */
  rewound(): void;
  /** Calls back when what some client may run may have changed. */
  onChange(listener: () => void): void;
}

export function openRegistry(pool: pg.Pool): OpenRegistry {
  const known = new LRUCache<string, Entry>({ maxSize: KEPT_CHARACTERS, sizeCalculation: ({ size }) => size });
  const listeners: (() => void)[] = [];
  const tell = () => {
    for (const listener of listeners) listener();
  };

  const load = async (jurisdictionId: string, client: string, before: Entry | undefined): Promise<Documents | null> => {
    const found = await loadClient(pool, jurisdictionId, client);
    return found && new Documents(found, await before?.documents.catch(() => null));
  };

  return {
    documentsOf(jurisdictionId, client) {
      const key = keyOf(jurisdictionId, client);
      const before = known.get(key);
      if (before && before.until > performance.now()) return before.documents;
      const documents = load(jurisdictionId, client, before);
      const entry: Entry = { documents, until: performance.now() + TTL_MS, size: BARE };
      known.set(key, entry);
      documents.then(
        // Of its own size from now on.
        (loaded) => known.peek(key) === entry && known.set(key, { ...entry, size: loaded?.size ?? BARE }),
        () => known.peek(key) === entry && known.delete(key),
      );
      return documents;
    },
    changed(events) {
      const clients = events.filter(({ payload }) => payload.client != null);
      for (const { jurisdictionId, payload } of clients) known.delete(keyOf(jurisdictionId, payload.client!));
      if (clients.length > 0) tell();
    },
    rewound() {
      known.clear();
      tell();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

interface Entry {
  readonly documents: Promise<Documents | null>;
  /** By the clock of performance.now(). */
  readonly until: number;
  readonly size: number;
}

const keyOf = (jurisdictionId: string, client: string): string => `${jurisdictionId} ${client}`;

class Documents implements ClientDocuments {
  readonly #byName = new Map<string, PersistedDocument>();
  /** By the id of the row. */
  readonly #held = new Map<string, PersistedDocument>();
  readonly size: number;
  readonly budget: ClientDocuments['budget'];

  /** What was made of a document to run it is kept with the object: the same document stays the same object. */
  constructor({ app, documents, budgetUnits, budgetPerSecond }: RegisteredClient, before: Documents | null | undefined) {
    this.budget = { units: budgetUnits, perSecond: budgetPerSecond };
    for (const document of documents) {
      const [fresh, old] = [persistedOf(document), before ? before.#held.get(document.id) : undefined];
      const persisted = old && old.deprecation?.sunset.getTime() === fresh.deprecation?.sunset.getTime() ? old : fresh;
      this.#held.set(document.id, persisted);
      for (const name of [document.sha256, document.alias])
        if (name !== null)
          // The first version that holds it counts, unless the id names another one.
          for (const id of [name, `${app}~${document.version}~${name}`]) if (!this.#byName.has(id)) this.#byName.set(id, persisted);
    }
    this.size = documents.reduce((sum, { source }) => sum + source.length, BARE);
  }

  find(id: string): PersistedDocument | undefined {
    return this.#byName.get(id);
  }

  holds({ id }: PersistedDocument): boolean {
    return id === null || this.#held.has(id);
  }
}

const persistedOf = ({ id, sha256, source, version, deprecatedAt, sunsetAt }: RunnableDocument): PersistedDocument => ({
  id,
  sha256,
  source,
  deprecation: deprecatedAt && sunsetAt && { version, since: deprecatedAt, sunset: sunsetAt },
});
