import type pg from 'pg';
import { type Place, SEARCH_LEVEL, SEGMENT, type Seat } from '../kernel/place.js';

/** The seats of one jurisdiction. What is read anew is another object. */
export interface Seats {
  /** The root's place. */
  readonly root: Place;
  /** The last 16 bits of all ids in it. */
  readonly number: number;
  /** The deepest level that an organisation or grid lies at. */
  readonly depth: number;
  readonly count: number;
  /** The places of {@link SEARCH_LEVEL}. */
  readonly searched: readonly Place[];
  placeOf(uuid: string): Place | null;
  formerPlaceOf(uuid: string): Place | null;
  seatAt(place: Place): Seat | null;
}

const nouns = { O: 'Organization', G: 'Grid', S: 'Stairwell' } as const;

interface Root {
  readonly number: number;
  readonly root: Place;
}
const ROOT = 'select number, place as root from organization where id = $1 and parent_id is null';

interface Packed {
  readonly depth: number;
  /** The ids, 16 bytes each, ascending. */
  readonly ids: Buffer;
  /** The seats' own places in the order of the ids, with a comma before and after each. */
  readonly places: string;
  /** O, G or S for each, in the same order. */
  readonly nouns: string;
  /** The grids that ended and have a successor: bare UUID and the successor's place. */
  readonly successors: readonly (readonly [uuid: string, place: Place])[];
}

/**
 * A place begins with its root's, so that the unique indexes of places, which have the ids, too, hold all seats of a jurisdiction. PostgreSQL packs them:
 * a street of 3,700 is one row of five values, which takes it and Node a few milliseconds. The range is bound as two values: PostgreSQL knows then how
 * few rows lie in it.
 */
const PACKED = `
  with seat as (
    select id, place, 'O' as noun from organization where place >= $1 and place < $2
    union all select id, place, 'G' from grid where place >= $1 and place < $2
    union all select id, place, 'S' from stairwell where place >= $1 and place < $2
  )
  select (max(length(place)) filter (where noun <> 'S') / ${SEGMENT})::int as depth,
    string_agg(uuid_send(id), '' order by id) as ids, ',' || string_agg(place, ',' order by id) || ',' as places, string_agg(noun, '' order by id) as nouns,
    (select coalesce(json_agg(json_build_array(g.id, successor.place)), '[]') from grid g join grid successor on successor.id = g.successor_id
      where g.place >= $1 and g.place < $2) as successors
  from seat`;

/** Reads the seats of a jurisdiction; null where the id is no root's. */
export async function readSeats(pool: pg.Pool, jurisdictionId: string): Promise<Seats | null> {
  const [root] = (await pool.query<Root>(ROOT, [jurisdictionId])).rows;
  if (!root) return null;
  const { rows } = await pool.query<Packed>(PACKED, [root.root, `${root.root}~`]);
  return unpack(root, rows[0]!);
}

/** Some 50 bytes a seat. Found by bisection. */
function unpack({ number, root }: Root, { depth, ids, places, nouns: letters, successors }: Packed): Seats {
  const count = letters.length;
  /** Where each place begins. */
  const starts = new Uint32Array(count + 1);
  const searched: Place[] = [];
  for (let i = 0, start = 1; i < count; i++, start = places.indexOf(',', start) + 1) starts[i] = start;
  starts[count] = places.length;
  const placeAt = (i: number): Place => places.slice(starts[i], starts[i + 1]! - 1);
  for (let i = 0; i < count; i++) if ((starts[i + 1]! - starts[i]! - 1) / SEGMENT === SEARCH_LEVEL) searched.push(placeAt(i));
  const successorOf = new Map(successors);

  const indexOf = (uuid: string): number => {
    const wanted = Buffer.from(uuid.replaceAll('-', ''), 'hex');
    let [low, high] = [0, count - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = ids.compare(wanted, 0, 16, middle * 16, middle * 16 + 16);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  };
  /** The index of the seat whose place begins there. */
  const indexOfStart = (start: number): number => {
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! < start) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const own = (uuid: string): Place | null => {
    const i = indexOf(uuid);
    return i < 0 ? null : placeAt(i);
  };

  return {
    ...{ root, number, depth, count, searched },
    placeOf: (uuid) => successorOf.get(uuid) ?? own(uuid),
    formerPlaceOf: (uuid) => (successorOf.has(uuid) ? own(uuid) : null),
    seatAt(place) {
      const comma = places.indexOf(`,${place},`);
      if (comma < 0) return null;
      const i = indexOfStart(comma + 1);
      const hex = ids.toString('hex', i * 16, i * 16 + 16);
      const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
      return successorOf.has(id) ? null : { noun: nouns[letters[i] as keyof typeof nouns], id };
    },
  };
}
