import type { ClientBase } from 'pg';
import { wulidun } from './000-wulidun.js';
import { chengxi } from './001-chengxi.js';
import { laocheng } from './002-laocheng.js';
import { chenjia } from './003-chenjia.js';
import { wanghe } from './004-wanghe.js';
import type { Book } from './book.js';
import { boundaryIn, boxesOf, pointIn } from './boundaries.js';
import { incidentsOf } from './incidents.js';
import { type People, peopleOf, peopleTables, visitRulesOf } from './people.js';
import type { BuildingRow } from './rows.js';

/** Any number; held while a jurisdiction is written, so that of two processes that load at once the second finds it there. */
const DEMO_LOCK = 3_320_471_288;

type Report = (line: string) => void;

/** By the code of their street or town. */
export const communities: Readonly<Record<string, () => Book>> = {
  '000': wulidun,
  '001': chengxi,
  '002': laocheng,
  '003': chenjia,
  '004': wanghe,
};

/** Organisations, people and grids of the five communities. What is there stays as it is: a community is loaded whole, once. */
export async function loadTrees(client: ClientBase, report: Report): Promise<void> {
  for (const [code, build] of Object.entries(communities)) {
    await once(client, report, 'select from organization where code = $1', code, async () => {
      const book = build();
      const { organizations, grids, appointments, stations, root } = book;
      await insert(client, 'organization', organizations);
      await insert(client, 'organization_relation', book.relations);
      await insert(client, 'person', book.persons);
      await insert(client, 'account', book.accounts);
      const boxes = boxesOf(book);
      await insert(
        client,
        'grid',
        grids.map((grid) => ({ ...grid, boundary: boundaryIn(boxes, grid.id) })),
      );
      await insert(client, 'coverage_rule', book.coverageRules);
      await insert(client, 'estate', book.estates);
      await insert(client, 'building', locatedIn(boxes, book));
      await insert(client, 'stairwell', book.stairwells);
      await insert(client, 'appointment', appointments);
      await insert(client, 'station_site', book.sites);
      await insert(client, 'station', stations);
      await insert(client, 'incident_category', book.categories);
      const counts = `${organizations.length} organisations, ${grids.length} grids, ${book.stairwells.length} stairwells, ${appointments.length} appointments, ${stations.length} stations`;
      return `${code} ${root.name}: ${counts}`;
    });
  }
}

/**
 * What takes longer and nobody waits for: incidents with their histories, then households and residents. Call it after {@link loadTrees}.
 * A community that is told to have `enough` residents gets those of its first grids, until there are so many.
 */
export async function loadRest(client: ClientBase, report: Report, enough = Number.POSITIVE_INFINITY): Promise<void> {
  for (const [code, build] of Object.entries(communities)) {
    const book = build();
    const { incidents, events, serials } = incidentsOf(book);
    await once(client, report, 'select from incident where id = $1', incidents[0]!.id, async () => {
      await insert(client, 'incident', incidents);
      await insert(client, 'incident_event', events);
      await reserveSerials(client, book, serials);
      return `${code} ${book.root.name}: ${incidents.length} incidents, ${events.length} events`;
    });
  }
  const present = 'select from organization root where code = $1 and exists (select from household where jurisdiction_id = root.id)';
  for (const [code, build] of Object.entries(communities)) {
    await once(client, report, present, code, async () => {
      const book = build();
      await insert(client, 'visit_rule', visitRulesOf(book));
      const counts = await loadPeople(client, book, enough);
      // Until it knows how many rows there are, the database plans as for a few.
      await client.query('analyze');
      return `${code} ${book.root.name}: ${counts.household} households, ${counts.resident} residents, ${counts.visit} visits`;
    });
  }
}

/** So many rows of a table are written at once: the process goes on answering in between. */
const BATCH = 1_000;

/** Households and residents, a few grids at a time; answers how many rows of each table there are. */
async function loadPeople(client: ClientBase, book: Book, enough: number): Promise<Readonly<Record<keyof People, number>>> {
  const counts = Object.fromEntries(peopleTables.map((table) => [table, 0])) as Record<keyof People, number>;
  let batch: People[] = [];
  const write = async () => {
    for (const table of peopleTables) {
      const rows = batch.flatMap((people): object[] => people[table]);
      counts[table] += rows.length;
      await insert(client, table, rows);
    }
    batch = [];
  };
  for (const people of peopleOf(book)) {
    batch.push(people);
    const waiting = batch.reduce((sum, { resident }) => sum + resident.length, 0);
    if (waiting >= BATCH || counts.resident + waiting >= enough) await write();
    if (counts.resident >= enough) break;
  }
  await write();
  return counts;
}

/** Buildings stand in the middle of the grid that their stairwells lie in. */
function locatedIn(boxes: ReturnType<typeof boxesOf>, { buildings, stairwells }: Book): BuildingRow[] {
  const gridOf = new Map(stairwells.map(({ building_id, grid_id }) => [building_id, grid_id]));
  return buildings.map((building, i) => {
    const [longitude, latitude] = pointIn(boxes, gridOf.get(building.id)!, ((i * 37) % 100) / 100, ((i * 61) % 100) / 100);
    return { ...building, location: { type: 'Point', coordinates: [longitude, latitude] } };
  });
}

/** Writes in one transaction, unless `present` finds a row; what is written answers a line to report. */
async function once(client: ClientBase, report: Report, present: string, key: string, write: () => Promise<string>): Promise<void> {
  let line: string | null = null;
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [DEMO_LOCK]);
    if ((await client.query(present, [key])).rowCount === 0) line = await write();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
  if (line !== null) report(line);
}

/** All rows in one statement. Rows of one table have the same columns in the same order. */
async function insert(client: ClientBase, table: string, rows: readonly object[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).join(', ');
  await client.query(`insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1::json)`, [
    JSON.stringify(rows),
  ]);
}

/** Whatever is reported on a day that the demo has used gets a number after the demo's. */
async function reserveSerials(client: ClientBase, book: Book, serials: ReadonlyMap<string, number>): Promise<void> {
  await client.query(
    `insert into serial_block (jurisdiction_id, day, next) select $1, day, used + 1 from unnest($2::date[], $3::int[]) as taken (day, used)
     on conflict (jurisdiction_id, day) do update set next = greatest(serial_block.next, excluded.next)`,
    [book.root.id, [...serials.keys()], [...serials.values()]],
  );
}
