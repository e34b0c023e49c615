import { setImmediate } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { locks } from '../kernel/locks.js';
import { wulidun } from './000-wulidun.js';
import { chengxi } from './001-chengxi.js';
import { laocheng } from './002-laocheng.js';
import { chenjia } from './003-chenjia.js';
import { wanghe } from './004-wanghe.js';
import { activitiesOf } from './activities.js';
import { attachmentsOf } from './attachments.js';
import { type Boxes, boundaryIn, boxesOf, pointIn } from './boundaries.js';
import { councilsOf } from './councils.js';
import { signaturesOf } from './covenants.js';
import type { Dataset } from './dataset.js';
import { calendarOf, dutyListsOf, slaRulesOf } from './deadlines.js';
import { enterprisesOf } from './enterprises.js';
import { exclusionsOf } from './exclusions.js';
import { incidentsOf } from './incidents.js';
import { householdHonoursOf, needsOf } from './needs.js';
import { outagesOf } from './outages.js';
import { type PastIncident, PastYear } from './past-incidents.js';
import { noPeople, type People, peopleOf, peopleTables, visitRulesOf } from './people.js';
import { replyTemplatesOf } from './replies.js';
import { reportedFiguresOf } from './reported-figures.js';
import { reportedYears } from './reported-years.js';
import { routingRulesOf } from './routing.js';
import type { BuildingRow } from './rows.js';
import { selectionsOf } from './selections.js';
import { themesOf } from './themes.js';
import { volunteersOf } from './volunteers.js';
import { whistlesOf } from './whistles.js';

type Report = (line: string) => void;

/** By the code of their street or town. */
export const communities: Readonly<Record<string, () => Dataset>> = {
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
      const dataset = build();
      const { organizations, grids, appointments, stations, root } = dataset;
      const boxes = boxesOf(dataset);
      const volunteers = volunteersOf(dataset);
      await insert(client, {
        organization: organizations,
        organization_relation: dataset.relations,
        person: dataset.persons,
        account: dataset.accounts,
        grid: grids.map((grid) => ({ ...grid, boundary: boundaryIn(boxes, grid.id) })),
        coverage_rule: dataset.coverageRules,
        estate: dataset.estates,
        building: locatedIn(boxes, dataset),
        stairwell: dataset.stairwells,
        appointment: appointments,
        station_site: dataset.sites,
        enterprise_profile: enterprisesOf(dataset),
        station: stations,
        incident_category: dataset.categories,
        calendar_day: calendarOf(dataset),
        sla_rule: slaRulesOf(dataset),
        reported_figure: reportedFiguresOf(dataset),
        duty_list: dutyListsOf(dataset),
        routing_rule: routingRulesOf(dataset),
        reply_template: replyTemplatesOf(dataset),
        ...volunteers,
        ...activitiesOf(dataset, volunteers),
        ...needsOf(dataset, volunteers),
      });
      const counts = `${organizations.length} organisations, ${grids.length} grids, ${dataset.stairwells.length} stairwells, ${appointments.length} appointments, ${stations.length} stations`;
      return `${code} ${root.name}: ${counts}`;
    });
  }
}

/** Incidents with their histories, and what bodies have deliberated, whose decisions made some of them. Call it after {@link loadTrees}. */
export async function loadIncidents(client: ClientBase, report: Report): Promise<void> {
  const present = `select from organization root where code = $1 and exists (select from incident where jurisdiction_id = root.id and provenance = 'SYNTHETIC')`;
  for (const [code, build] of Object.entries(communities)) {
    await once(client, report, present, code, async () => {
      const dataset = build();
      const { incidents, events, satisfaction, extensions, participants, notifications, serials } = incidentsOf(dataset);
      const councils = councilsOf(dataset, incidents);
      const whistles = whistlesOf(dataset, incidents);
      const themes = themesOf(dataset, incidents);
      const outages = outagesOf(dataset);
      const exclusions = exclusionsOf(dataset, incidents);
      await insert(client, {
        incident: incidents,
        incident_event: events,
        attachment: await attachmentsOf(dataset, incidents, events),
        satisfaction,
        extension_request: extensions,
        incident_participant: participants,
        ...councils,
        ...whistles,
        ...themes,
        ...outages,
        ...exclusions,
        history: [...councils.history, ...whistles.history, ...themes.history, ...outages.history, ...exclusions.history],
        notification: [...notifications, ...councils.notification],
      });
      await reserveSerials(client, dataset, serials);
      const counts = `${councils.deliberation_body.length} bodies, ${councils.deliberation_session.length} sessions, ${councils.topic.length} topics`;
      return `${code} ${dataset.root.name}: ${incidents.length} incidents, ${events.length} events, ${counts}`;
    });
  }
}

/** So many past incidents are written at once, and so many times as many are told of. */
const PAST_BATCH = 250;
const TOLD_EACH = 4;

/** The incidents of the years that sources report on. Call it after {@link loadTrees}. A community gets so many as are `enough`, oldest first. */
export async function loadPastIncidents(client: ClientBase, report: Report, enough = Number.POSITIVE_INFINITY): Promise<void> {
  let isNew = false;
  for (const [code, { to }] of Object.entries(reportedYears)) {
    const present = `select from organization root where code = $1
      and exists (select from incident where jurisdiction_id = root.id and reported_at < '${to}')`;
    isNew =
      (await once(client, report, present, code, async () => {
        const dataset = communities[code]!();
        const { incidents, events } = await loadYear(client, dataset, enough, (count, of) =>
          report(`${code} ${dataset.root.name}: ${count} of ${of} past incidents`),
        );
        return `${code} ${dataset.root.name}: ${incidents} past incidents, ${events} events`;
      })) || isNew;
  }
  if (isNew) await client.query('analyze incident, incident_event, satisfaction');
}

/** Answers how many rows there are. Some incidents are made up while the ones before are written. */
async function loadYear(
  client: ClientBase,
  dataset: Dataset,
  enough: number,
  tell: (count: number, of: number) => void,
): Promise<{ readonly incidents: number; readonly events: number }> {
  const year = new PastYear(dataset);
  const counts = { incidents: 0, events: 0 };
  let batch: PastIncident[] = [];
  let writing = Promise.resolve();
  const write = async () => {
    await writing;
    if (counts.incidents > 0 && counts.incidents % (PAST_BATCH * TOLD_EACH) === 0) tell(counts.incidents, year.count);
    counts.incidents += batch.length;
    const events = batch.flatMap(({ events }) => events);
    counts.events += events.length;
    writing = insert(client, {
      incident: batch.map(({ incident }) => incident),
      incident_event: events,
      satisfaction: batch.flatMap(({ satisfaction }) => satisfaction),
    });
    awaitedLater(writing);
    batch = [];
  };
  const breathe = breather();
  for (const past of year.incidents()) {
    await breathe();
    batch.push(past);
    if (batch.length >= PAST_BATCH) await write();
    if (counts.incidents + batch.length >= enough) break;
  }
  await write();
  await writing;
  await reserveSerials(client, dataset, year.serials.used);
  return counts;
}

/**
 * Households and residents, which takes longest, and what households signed. Call it after {@link loadIncidents}. A community that is told to have `enough` residents gets those of its
 * first grids, until there are so many.
 */
export async function loadResidents(client: ClientBase, report: Report, enough = Number.POSITIVE_INFINITY): Promise<void> {
  const present = 'select from organization root where code = $1 and exists (select from household where jurisdiction_id = root.id)';
  let isNew = false;
  for (const [code, build] of Object.entries(communities)) {
    isNew =
      (await once(client, report, present, code, async () => {
        const dataset = build();
        await insert(client, { visit_rule: visitRulesOf(dataset) });
        const counts = await loadPeople(client, dataset, enough);
        await insert(client, { covenant_signature: await signaturesOf(client, dataset), ...(await selectionsOf(client, dataset)) });
        await insert(client, { ...(await householdHonoursOf(client, dataset)) });
        return `${code} ${dataset.root.name}: ${counts.household} households, ${counts.resident} residents, ${counts.visit} visits`;
      })) || isNew;
  }
  // Until it knows how many rows there are, the database plans as for a few.
  if (isNew) await client.query('analyze');
}

/** For so long rows are made up at a time, while requests wait. */
const SPELL_MS = 10;

/** Lets requests be served, and statements leave, when a spell is over. */
function breather(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < SPELL_MS) return;
    await setImmediate();
    began = performance.now();
  };
}

/** What it fails with is thrown where it is awaited; until then it is no unhandled rejection. */
const awaitedLater = (work: Promise<unknown>): void => void work.catch(() => {});

/** So many residents are written at once. */
const BATCH = 1_000;

/** Answers how many rows of each table there are. Some grids are made up while the ones before are written. */
async function loadPeople(client: ClientBase, dataset: Dataset, enough: number): Promise<Readonly<Record<keyof People, number>>> {
  const counts = Object.fromEntries(peopleTables.map((table) => [table, 0])) as Record<keyof People, number>;
  let batch = noPeople();
  let writing = Promise.resolve();
  const write = async () => {
    await writing;
    writing = insert(client, { ...batch });
    awaitedLater(writing);
    batch = noPeople();
  };
  const breathe = breather();
  for (const people of peopleOf(dataset)) {
    await breathe();
    if (people === null) continue;
    for (const table of peopleTables) {
      counts[table] += people[table].length;
      (batch[table] as object[]).push(...people[table]);
    }
    if (batch.resident.length >= BATCH) await write();
    if (counts.resident >= enough) break;
  }
  await write();
  await writing;
  return counts;
}

/** Buildings stand in the middle of the grid that their stairwells lie in. */
function locatedIn(boxes: Boxes, { buildings, stairwells }: Dataset): BuildingRow[] {
  const gridOf = new Map(stairwells.map(({ building_id, grid_id }) => [building_id, grid_id]));
  return buildings.map((building, i) => {
    const [longitude, latitude] = pointIn(boxes, gridOf.get(building.id)!, ((i * 37) % 100) / 100, ((i * 61) % 100) / 100);
    return { ...building, location: { type: 'Point', coordinates: [longitude, latitude] } };
  });
}

/** Writes in one transaction, unless `present` finds a row; what is written answers a line to report. Answers whether it wrote. */
async function once(client: ClientBase, report: Report, present: string, key: string, write: () => Promise<string>): Promise<boolean> {
  const isMissing = async () => (await client.query(present, [key])).rowCount === 0;
  if (!(await isMissing())) return false;
  let line: string | null = null;
  await client.query('begin');
  try {
    // Of two processes that load at once the second finds it there.
    await client.query('select pg_advisory_xact_lock($1)', [locks.demo]);
    if (await isMissing()) line = await write();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
  if (line !== null) report(line);
  return line !== null;
}

/** Rows of several tables in one statement: references between them are checked at its end. Rows of one table have the same columns. */
async function insert(client: ClientBase, tables: Readonly<Record<string, readonly object[]>>): Promise<void> {
  const filled = Object.entries(tables).filter(([, rows]) => rows.length > 0);
  if (filled.length === 0) return;
  const inserts = filled.map(([table, [first]], i) => {
    const columns = Object.keys(first!).join(', ');
    return `in_${table} as (insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $${i + 1}::json))`;
  });
  await client.query(
    `with ${inserts.join(', ')} select`,
    filled.map(([, rows]) => JSON.stringify(rows)),
  );
}

/** Whatever is reported on a day that the demo has used gets a number after the demo's. */
async function reserveSerials(client: ClientBase, dataset: Dataset, serials: ReadonlyMap<string, number>): Promise<void> {
  await client.query(
    `insert into serial_block (jurisdiction_id, day, next) select $1, day, used + 1 from unnest($2::date[], $3::int[]) as taken (day, used)
     on conflict (jurisdiction_id, day) do update set next = greatest(serial_block.next, excluded.next)`,
    [dataset.root.id, [...serials.keys()], [...serials.values()]],
  );
}
