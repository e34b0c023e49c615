import DataLoader from 'dataloader';
import type pg from 'pg';
import { type Claims, isRevoked } from '../auth/token.js';
import type { Viewer } from '../auth/viewer.js';
import { dayOf } from '../kernel/clock.js';
import { remembered } from '../kernel/memo.js';
import { levelOf, type Place, type PlaceTree, SEARCH_LEVEL, SEGMENT } from '../kernel/place.js';
import { type Bounded, indexGrids } from '../modules/grids/grid-index.js';
import { type Holder, loadHolders } from '../modules/organisations/load-viewer.js';

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
  /** Null where the token stands for nobody, or was revoked. */
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
  const loader = new DataLoader((claims: readonly Claims[]) => loadHolders(pool, claims, dayOf(new Date())), {
    cache: false,
    maxBatchSize: 1_000,
  });
  const holders = new Map<string, KnownHolder>();

  const holderOf = (claims: Claims): Promise<Holder | null> => {
    const key = JSON.stringify([claims.issuer, claims.subject, claims.client]);
    const [now, day] = [Date.now(), dayOf(new Date())];
    const known = holders.get(key);
    if (known && known.until > now && known.day === day && known.changes === changes) return known.holder;
    const holder = loader.load(claims).then((fresh) => settle(known, fresh));
    holders.delete(key);
    holders.set(key, { holder, until: now + VIEWER_TTL_MS, day, changes });
    holder.catch(() => holders.delete(key));
    if (holders.size > MOST_VIEWERS) holders.delete(holders.keys().next().value!);
    return holder;
  };

  return {
    tree: () => {
      tree ??= loadTree().catch((error) => {
        tree = null;
        throw error;
      });
      return tree;
    },
    viewer: async (claims) => {
      const holder = await holderOf(claims);
      return holder && !isRevoked(claims, holder.revoked) ? holder.viewer : null;
    },
    changed: () => {
      changes++;
      tree = null;
    },
  };
}

interface KnownHolder {
  readonly holder: Promise<Holder | null>;
  readonly until: number;
  readonly day: string;
  /** How often the house had changed by then. */
  readonly changes: number;
}

/** The same rights keep the same viewer object, so that what is computed once a viewer stays computed. */
async function settle(known: { holder: Promise<Holder | null> } | undefined, fresh: Holder | null): Promise<Holder | null> {
  const old = await known?.holder.catch(() => null);
  const isSame = old && fresh && JSON.stringify(old.viewer) === JSON.stringify(fresh.viewer);
  return isSame ? { ...fresh, viewer: old.viewer } : fresh;
}

interface SeatRow {
  readonly id: string;
  readonly place: string;
  /** Its own, where it ended and an heir answers for it. */
  readonly former: string | null;
  readonly noun: 'Organization' | 'Grid' | 'Stairwell';
}

async function readSeats(pool: pg.Pool): Promise<{ readonly seats: readonly SeatRow[]; readonly bounded: readonly Bounded[] }> {
  const [seats, bounded] = await Promise.all([
    // A grid that ended answers with the place of its heir.
    pool.query<SeatRow>(
      `select id, place, null as former, 'Organization' as noun from organization
       union all select g.id, coalesce(heir.place, g.place), case when heir.id is not null then g.place end, 'Grid'
         from grid g left join grid heir on heir.id = g.successor_id
       union all select id, place, null, 'Stairwell' from stairwell order by id`,
    ),
    pool.query<Bounded>(`select id, code, level, boundary from grid where status = 'ACTIVE' and boundary is not null order by id`),
  ]);
  return { seats: seats.rows, bounded: bounded.rows };
}

function plant({ seats, bounded }: Awaited<ReturnType<typeof readSeats>>, epoch: number): PlaceTree {
  const byId = new Map(seats.map(({ id, place }) => [id, place]));
  const former = new Map(seats.flatMap(({ id, former }) => (former === null ? [] : [[id, former] as const])));
  const byPlace = new Map(seats.filter(({ former }) => former === null).map(({ id, place, noun }) => [place, { noun, id }]));
  const depth = seats.reduce((deepest, { place, noun }) => (noun === 'Stairwell' ? deepest : Math.max(deepest, levelOf(place))), 0);
  const searched = new Map<Place, Place[]>();
  for (const place of byPlace.keys())
    if (levelOf(place) === SEARCH_LEVEL) remembered(searched, place.slice(0, SEGMENT), () => []).push(place);
  return {
    placeOf: (uuid) => byId.get(uuid) ?? null,
    formerPlaceOf: (uuid) => former.get(uuid) ?? null,
    seatAt: (place) => byPlace.get(place) ?? null,
    searchPlacesOf: (place) => (levelOf(place) < SEARCH_LEVEL ? (searched.get(place) ?? []) : [place.slice(0, SEARCH_LEVEL * SEGMENT)]),
    gridAt: indexGrids(bounded),
    depth,
    epoch,
  };
}
