import type pg from 'pg';
import { type Claims, isRevoked } from '../auth/token.js';
import type { Viewer } from '../auth/viewer.js';
import { dayOf } from '../kernel/clock.js';
import { levelOf, type PlaceTree } from '../kernel/place.js';
import { type Bounded, indexGrids } from '../modules/grids/grid-index.js';
import { type Holder, loadHolder } from '../modules/organisations/load-viewer.js';

/** Rights that were changed behind the event log's back (by hand, in SQL) are noticed after this long. */
const VIEWER_TTL_MS = 3_000;
const MOST_VIEWERS = 5_000;

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
  let epoch = 0;
  let tree: Promise<PlaceTree> | null = null;
  const holders = new Map<string, { readonly holder: Promise<Holder | null>; readonly until: number; readonly day: string }>();

  const holderOf = (claims: Claims): Promise<Holder | null> => {
    const key = JSON.stringify([claims.issuer, claims.subject, claims.client]);
    const [now, day] = [Date.now(), dayOf(new Date())];
    const known = holders.get(key);
    if (known && known.until > now && known.day === day) return known.holder;
    const holder = loadHolder(pool, claims, day).then((fresh) => settle(known, fresh));
    holders.delete(key);
    holders.set(key, { holder, until: now + VIEWER_TTL_MS, day });
    holder.catch(() => holders.delete(key));
    if (holders.size > MOST_VIEWERS) holders.delete(holders.keys().next().value!);
    return holder;
  };

  return {
    tree: () => {
      tree ??= loadTree(pool, epoch).catch((error) => {
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
      epoch++;
      tree = null;
      holders.clear();
    },
  };
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
  readonly noun: 'Organization' | 'Grid';
}

async function loadTree(pool: pg.Pool, epoch: number): Promise<PlaceTree> {
  const [seats, bounded] = await Promise.all([
    // A grid that ended answers with the place of its heir.
    pool.query<SeatRow>(
      `select id, place, null as former, 'Organization' as noun from organization
       union all select g.id, coalesce(heir.place, g.place), case when heir.id is not null then g.place end, 'Grid'
         from grid g left join grid heir on heir.id = g.successor_id`,
    ),
    pool.query<Bounded>(`select id, code, level, boundary from grid where status = 'ACTIVE' and boundary is not null`),
  ]);
  const byId = new Map(seats.rows.map(({ id, place }) => [id, place]));
  const former = new Map(seats.rows.flatMap(({ id, former }) => (former === null ? [] : [[id, former] as const])));
  const byPlace = new Map(seats.rows.filter(({ former }) => former === null).map(({ id, place, noun }) => [place, { noun, id }]));
  const depth = seats.rows.reduce((deepest, { place }) => Math.max(deepest, levelOf(place)), 0);
  return {
    placeOf: (uuid) => byId.get(uuid) ?? null,
    formerPlaceOf: (uuid) => former.get(uuid) ?? null,
    seatAt: (place) => byPlace.get(place) ?? null,
    gridAt: indexGrids(bounded.rows),
    depth,
    epoch,
  };
}
