import DataLoader from 'dataloader';
import type pg from 'pg';
import type { Claims } from '../auth/token.js';
import type { Viewer } from '../auth/viewer.js';
import { dayOf } from '../kernel/clock.js';
import { levelOf, type PlaceTree } from '../kernel/place.js';
import { type Bounded, indexGrids } from '../modules/grids/grid-index.js';
import { loadViewers } from '../modules/organisations/load-viewer.js';

/** Rights that were changed behind the event log's back (by hand, in SQL) are noticed after this long. */
const VIEWER_TTL_MS = 3_000;
const MOST_VIEWERS = 20_000;

/**
 * The tree of places and the viewers, in memory. Both are dropped when the log says that the house changed, and when this process changed it:
 * who asks next waits for the new one.
 */
export interface House {
  /** As of the last change that this process knows. */
  tree(): Promise<PlaceTree>;
  viewer(claims: Claims): Promise<Viewer | null>;
  changed(): void;
}

export function openHouse(pool: pg.Pool): House {
  let changes = 0;
  let tree: Promise<PlaceTree> | null = null;
  let latest: { readonly rows: string; readonly tree: PlaceTree } | null = null;
  // Most changes are of posts: a tree that is as it was stays, and with it all that was planned by it.
  const loadTree = async () => {
    const seats = await readSeats(pool);
    const rows = JSON.stringify(seats);
    if (latest?.rows !== rows) latest = { rows, tree: plant(seats, (latest?.tree.epoch ?? 0) + 1) };
    return latest.tree;
  };
  // Thousands who watch are looked up anew at once.
  const loader = new DataLoader((claims: readonly Claims[]) => loadViewers(pool, claims, dayOf(new Date())), {
    cache: false,
    maxBatchSize: 1_000,
  });
  const viewers = new Map<string, KnownViewer>();

  return {
    tree: () => {
      tree ??= loadTree().catch((error) => {
        tree = null;
        throw error;
      });
      return tree;
    },
    viewer: (claims) => {
      const key = `${claims.issuer} ${claims.subject} ${claims.client?.role ?? ''} ${claims.client?.jurisdiction ?? ''}`;
      const [now, day] = [Date.now(), dayOf(new Date())];
      const known = viewers.get(key);
      if (known && known.until > now && known.day === day && known.changes === changes) return known.viewer;
      const viewer = loader.load(claims).then((fresh) => settle(known, fresh));
      viewers.delete(key);
      viewers.set(key, { viewer, until: now + VIEWER_TTL_MS, day, changes });
      viewer.catch(() => viewers.delete(key));
      if (viewers.size > MOST_VIEWERS) viewers.delete(viewers.keys().next().value!);
      return viewer;
    },
    changed: () => {
      changes++;
      tree = null;
    },
  };
}

interface KnownViewer {
  readonly viewer: Promise<Viewer | null>;
  readonly until: number;
  readonly day: string;
  /** How often the house had changed by then. */
  readonly changes: number;
}

/** The same rights keep the same viewer object, so that what is computed once a viewer stays computed. */
async function settle(known: { viewer: Promise<Viewer | null> } | undefined, fresh: Viewer | null): Promise<Viewer | null> {
  const old = await known?.viewer.catch(() => null);
  return old && JSON.stringify(old) === JSON.stringify(fresh) ? old : fresh;
}

interface SeatRow {
  readonly id: string;
  readonly place: string;
  /** Its own, where it ended and an heir answers for it. */
  readonly former: string | null;
  readonly noun: 'Organization' | 'Grid';
}

async function readSeats(pool: pg.Pool): Promise<{ readonly seats: readonly SeatRow[]; readonly bounded: readonly Bounded[] }> {
  const [seats, bounded] = await Promise.all([
    // A grid that ended answers with the place of its heir.
    pool.query<SeatRow>(
      `select id, place, null as former, 'Organization' as noun from organization
       union all select g.id, coalesce(heir.place, g.place), case when heir.id is not null then g.place end, 'Grid'
         from grid g left join grid heir on heir.id = g.successor_id order by id`,
    ),
    pool.query<Bounded>(`select id, code, level, boundary from grid where status = 'ACTIVE' and boundary is not null order by id`),
  ]);
  return { seats: seats.rows, bounded: bounded.rows };
}

function plant({ seats, bounded }: Awaited<ReturnType<typeof readSeats>>, epoch: number): PlaceTree {
  const byId = new Map(seats.map(({ id, place }) => [id, place]));
  const former = new Map(seats.flatMap(({ id, former }) => (former === null ? [] : [[id, former] as const])));
  const byPlace = new Map(seats.filter(({ former }) => former === null).map(({ id, place, noun }) => [place, { noun, id }]));
  const depth = seats.reduce((deepest, { place }) => Math.max(deepest, levelOf(place)), 0);
  return {
    placeOf: (uuid) => byId.get(uuid) ?? null,
    formerPlaceOf: (uuid) => former.get(uuid) ?? null,
    seatAt: (place) => byPlace.get(place) ?? null,
    gridAt: indexGrids(bounded),
    depth,
    epoch,
  };
}
