import DataLoader from 'dataloader';
import type pg from 'pg';
import { type Claims, isRevoked } from '../auth/token.js';
import type { RoleSource, Viewer } from '../auth/viewer.js';
import type { NewEvent } from '../events/event.js';
import { type Clock, dayOf } from '../kernel/clock.js';
import { jurisdictionNumberOf } from '../kernel/ids.js';
import { remembered } from '../kernel/memo.js';
import { levelOf, type PlaceTree, SEARCH_LEVEL, SEGMENT } from '../kernel/place.js';
import { type Holder, loadHolders } from '../modules/identity/load-viewer.js';
import { readSeats, type Seats } from './seats.js';

/** Rights that were changed without an event (by hand, in SQL) are noticed after this long. */
const VIEWER_TTL_MS = 3_000;
const MOST_VIEWERS = 20_000;

export type DirectoryEvent = Extract<NewEvent, { topic: 'directory' }>;

/** The seats of all jurisdictions and the viewers, in memory. What a change concerns is read again; who asks after the change waits for that. */
export interface Directory {
  /** As of the last change that this process knows. */
  tree(): Promise<PlaceTree>;
  /** As of the last change of the viewer's jurisdiction, whatever is being read again of others: a city's streets do not wait for each other. */
  treeOf(viewer: Promise<Viewer>): Promise<PlaceTree>;
  /** Null where the token stands for nobody, or was revoked. */
  viewer(claims: Claims): Promise<Viewer | null>;
  /** Takes note of changes: of a person or client, else of the seats and all viewers of a jurisdiction. */
  changed(events: readonly DirectoryEvent[]): void;
  /** Anything may have changed. */
  rewound(): void;
}

/** Reads all seats. */
export async function openDirectory(pool: pg.Pool, clock: Clock, sources: readonly RoleSource[]): Promise<Directory> {
  const [seats, viewers] = [new Forest(pool), new Viewers(pool, clock, sources)];
  await seats.tree();
  return {
    tree: () => seats.tree(),
    treeOf: (viewer) => seats.treeOf(viewer),
    viewer: (claims) => viewers.viewer(claims),
    changed(events) {
      for (const event of events) {
        if (isOfOne(event)) viewers.doubt((viewer) => isAbout(event, viewer));
        else {
          seats.doubt(event.jurisdictionId);
          viewers.doubt(({ jurisdiction }) => jurisdiction?.id === event.jurisdictionId);
        }
      }
    },
    rewound() {
      seats.doubtAll();
      viewers.doubt(() => true);
    },
  };
}

const isOfOne = ({ payload }: DirectoryEvent): boolean => payload.person != null || payload.client != null;

const isAbout = ({ payload, jurisdictionId }: DirectoryEvent, viewer: Viewer): boolean =>
  payload.person != null
    ? viewer.person === payload.person
    : // A router's viewer has no jurisdiction.
      viewer.client === payload.client && (viewer.jurisdiction?.id ?? jurisdictionId) === jurisdictionId;

/** So many jurisdictions are read at once. The others wait here, not for connections, which requests need meanwhile. */
const MOST_AT_ONCE = 3;

const ROOTS = `select id from organization where parent_id is null`;

/** The seats of all jurisdictions. Only those of one that changed are read again. */
class Forest {
  /** By the jurisdiction's id. */
  readonly #parts = new Map<string, { readonly seats: Seats; readonly look: number }>();
  #looks = 0;
  /** The jurisdictions that changed since the last look began. */
  readonly #doubted = new Set<string>();
  #areAllDoubted = true;
  #tree: Promise<PlaceTree> | null = null;
  readonly #underWay = new Set<Promise<PlaceTree>>();
  /** What the last look found; null where any jurisdiction may have changed since. */
  #found: PlaceTree | null = null;
  /** The jurisdictions that changed and were not found since; for each the number of the look that reads its last change. */
  readonly #stale = new Map<string, number>();

  constructor(private readonly pool: pg.Pool) {}

  doubt(jurisdictionId: string): void {
    this.#doubted.add(jurisdictionId);
    this.#stale.set(jurisdictionId, this.#looks + 1);
    this.#tree = null;
  }

  doubtAll(): void {
    this.#areAllDoubted = true;
    this.#found = null;
    this.#tree = null;
  }

  async treeOf(viewer: Promise<Viewer>): Promise<PlaceTree> {
    const newest = this.tree();
    const { jurisdiction } = await viewer;
    return jurisdiction && this.#found && !this.#stale.has(jurisdiction.id) ? this.#found : newest;
  }

  tree(): Promise<PlaceTree> {
    if (this.#tree) return this.#tree;
    const tree = this.#look([...this.#underWay]);
    this.#tree = tree;
    this.#underWay.add(tree);
    const ended = () => void this.#underWay.delete(tree);
    tree.then(ended, ended);
    return tree;
  }

  /** Looks read at once. The tree of a later one has what the earlier ones read, but nothing that they read over what it has read itself. */
  async #look(earlier: readonly Promise<unknown>[]): Promise<PlaceTree> {
    const look = ++this.#looks;
    const [doubted, areAllDoubted] = [[...this.#doubted], this.#areAllDoubted];
    this.#doubted.clear();
    this.#areAllDoubted = false;
    try {
      const wanted = areAllDoubted ? (await this.pool.query<{ id: string }>(ROOTS)).rows.map(({ id }) => id) : doubted;
      const waiting = wanted.values();
      const readInTurn = async () => {
        for (const id of waiting) await this.#read(id, look);
      };
      await Promise.all([...earlier, ...Array.from({ length: MOST_AT_ONCE }, readInTurn)]);
      if (areAllDoubted) for (const id of this.#parts.keys()) if (!wanted.includes(id)) this.#parts.delete(id);
      const tree = joined([...this.#parts.values()].map(({ seats }) => seats));
      for (const [id, reading] of this.#stale) if (reading <= look) this.#stale.delete(id);
      if (!this.#areAllDoubted) this.#found = tree;
      return tree;
    } catch (error) {
      for (const id of doubted) this.#doubted.add(id);
      this.#areAllDoubted ||= areAllDoubted;
      this.#tree = null;
      throw error;
    }
  }

  async #read(id: string, look: number): Promise<void> {
    const seats = await readSeats(this.pool, id);
    const known = this.#parts.get(id);
    if (seats && (known?.look ?? 0) < look) this.#parts.set(id, { seats, look });
  }
}

function joined(parts: readonly Seats[]): PlaceTree {
  const byNumber = new Map(parts.map((seats) => [seats.number, seats]));
  const byRoot = new Map(parts.map((seats) => [seats.root, seats]));
  const around = (place: string) => byRoot.get(place.slice(0, SEGMENT));
  return {
    placeOf: (uuid) => byNumber.get(jurisdictionNumberOf(uuid))?.placeOf(uuid) ?? null,
    formerPlaceOf: (uuid) => byNumber.get(jurisdictionNumberOf(uuid))?.formerPlaceOf(uuid) ?? null,
    seatAt: (place) => around(place)?.seatAt(place) ?? null,
    searchPlacesOf: (place) => (levelOf(place) < SEARCH_LEVEL ? (around(place)?.searched ?? []) : [place.slice(0, SEARCH_LEVEL * SEGMENT)]),
    jurisdictionAt: around,
    depth: Math.max(0, ...parts.map(({ depth }) => depth)),
  };
}

interface Known {
  readonly holder: Promise<Holder | null>;
  /** Who it is; null for nobody, undefined while that is being looked up. */
  viewer?: Viewer | null;
  /** By the clock of performance.now(). */
  until: number;
  readonly day: string;
}

/** Who tokens stand for. Only those whom a change concerns are looked up again. */
class Viewers {
  readonly #known = new Map<string, Known>();
  /** Thousands who watch are looked up at once. */
  readonly #loader: DataLoader<Claims, Holder | null>;

  constructor(
    pool: pg.Pool,
    private readonly clock: Clock,
    sources: readonly RoleSource[],
  ) {
    this.#loader = new DataLoader((claims) => loadHolders(pool, claims, dayOf(clock()), sources), { cache: false, maxBatchSize: 1_000 });
  }

  async viewer(claims: Claims): Promise<Viewer | null> {
    const holder = await this.#holderOf(claims);
    return holder && !isRevoked(claims, holder.revoked) ? holder.viewer : null;
  }

  /** Whoever was nobody, or is being looked up, may be the one who is meant. */
  doubt(isMeant: (viewer: Viewer) => boolean): void {
    for (const known of this.#known.values()) if (!known.viewer || isMeant(known.viewer)) known.until = 0;
  }

  #holderOf(claims: Claims): Promise<Holder | null> {
    const key = remembered(keys, claims, () => JSON.stringify([claims.issuer, claims.subject, claims.client]));
    const [now, day] = [performance.now(), dayOf(this.clock())];
    const before = this.#known.get(key);
    if (before && before.until > now && before.day === day) return before.holder;
    const holder = this.#loader.load(claims).then((fresh) => settle(before, fresh));
    const known: Known = { holder, until: now + VIEWER_TTL_MS, day };
    this.#known.delete(key);
    this.#known.set(key, known);
    holder.then(
      (found) => {
        known.viewer = found?.viewer ?? null;
      },
      () => this.#known.get(key) === known && this.#known.delete(key),
    );
    if (this.#known.size > MOST_VIEWERS) this.#known.delete(this.#known.keys().next().value!);
    return holder;
  }
}

/** Whose claims they are: a token's are the same object until it is verified again. */
const keys = new WeakMap<Claims, string>();

/** The same rights keep the same viewer object, so that what is computed once a viewer stays computed. */
async function settle(known: Known | undefined, fresh: Holder | null): Promise<Holder | null> {
  const old = await known?.holder.catch(() => null);
  const isSame = old && fresh && JSON.stringify(old.viewer) === JSON.stringify(fresh.viewer);
  return isSame ? { ...fresh, viewer: old.viewer } : fresh;
}
