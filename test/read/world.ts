import pg from 'pg';
import { DEMO_ISSUER, type Persona } from '../../src/demo/personas.js';
import type { App } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import { preparedDatabase, type TestDatabase } from '../kit/database.js';
import { type Part, parts } from '../modules/parts.js';
import { madeId } from './made-id.js';

/** A row as `select *` brings it: columns by name, dates as text, instants as Date. */
// biome-ignore lint/suspicious/noExplicitAny: a row is what its table says.
export type Row = Readonly<Record<string, any>>;

type NounsOf<P> = P extends { readonly tables: infer Tables } ? keyof Tables : never;
export type Noun = NounsOf<(typeof parts)[number]>;
/** The tables behind the nouns that the reader answers. */
export const tables = Object.assign({}, ...(parts as readonly Part[]).map(({ tables }) => tables)) as Readonly<Record<Noun, string>>;

/** Rows with what belongs to them in tables that are no noun's. */
const withTheirs: Readonly<Partial<Record<Noun, string>>> = {
  AuditEntry: '(select a.*, seq, hash from audit a left join audit_link on audit_id = a.id) audit',
  Activity: `(select a.*, array(select team_id from activity_team where activity_id = a.id) as team_ids,
    array(select organization_id from activity_co_host where activity_id = a.id) as co_host_ids from activity a) activity`,
};

/** Everything that is in the database, in memory. */
export interface World {
  readonly rows: Readonly<Record<Noun, readonly Row[]>>;
  readonly accounts: readonly Row[];
  /** Tables that are behind no noun, by name. */
  readonly sides: Readonly<Record<string, readonly Row[]>>;
  readonly byId: ReadonlyMap<string, Row>;
  readonly nounOf: (row: Row) => Noun;
}

export async function loadWorld(database: TestDatabase): Promise<World> {
  const asText = { getTypeParser: (oid: number, format?: 'text') => (oid === 1082 ? String : pg.types.getTypeParser(oid, format)) };
  const client = new pg.Client({ connectionString: database.url, types: asText as never });
  await client.connect();
  const all = async (table: string) => (await client.query<Record<string, unknown>>(`select * from ${table}`)).rows as Row[];
  const nouns = new WeakMap<Row, Noun>();
  const byId = new Map<string, Row>();
  const rows = {} as Record<Noun, Row[]>;
  for (const [noun, table] of Object.entries(tables) as [Noun, string][]) {
    rows[noun] = await all(withTheirs[noun] ?? table);
    for (const row of rows[noun]) {
      nouns.set(row, noun);
      byId.set(row.id, row);
    }
  }
  const accounts = await all('account');
  const sides: Record<string, readonly Row[]> = {};
  for (const table of (parts as readonly Part[]).flatMap(({ sides = [] }) => sides)) sides[table] = await all(table);
  await client.end();
  return { rows, accounts, sides, byId, nounOf: (row) => nouns.get(row)! };
}

/** People with several posts, which no persona has: post, where, from, to. */
const busy = {
  /** Three scopes in three communities, one within another, two that do not hold today, and reports of their own inside and outside. */
  'three-posts@002': [
    ['GRID_LEADER', '002-G01', '2020-01-01', null],
    ['COMMUNITY_CADRE', '002-C2', '2021-05-01', null],
    ['LANE_CHIEF', '002-G13', '2019-03-01', null],
    ['GRID_WORKER', '002-G01-01', '2020-01-01', null],
    ['SYSTEM_ADMINISTRATOR', '002', '2015-01-01', '2020-01-01'],
    ['STREET_OFFICER', '002', '2099-01-01', null],
  ],
  /** Ways of seeing that open different parts of the same incidents, and ways by holder. */
  'many-hats@000': [
    ['LANE_CHIEF', '000-G01', '2020-01-01', null],
    ['COMMUNITY_POLICE', '000-G02', '2020-01-01', null],
    ['PROPERTY_MANAGER', '000-PM1', '2020-01-01', null],
    ['PARTY_SECRETARY', '000-B01', '2020-01-01', null],
    ['DEPARTMENT_OFFICER', '000-D1', '2020-01-01', null],
    ['GRID_WORKER', '000-G03', '2020-01-01', null],
  ],
  /** An administrator who also lives there, leads a grid and is a chief on it. */
  'admin-leader@002': [
    ['SYSTEM_ADMINISTRATOR', '002', '2020-01-01', null],
    ['GRID_LEADER', '002-G13', '2020-01-01', null],
    ['LANE_CHIEF', '002-G01', '2020-01-01', null],
  ],
} as const;

/** What a module adds its rows to. */
export interface Enriching {
  readonly query: TestDatabase['query'];
  /** Those of several posts, by the subject that they sign in with. */
  readonly people: ReadonlyMap<string, string>;
}

/** Somebody who asks: a persona or one of the busy, of a jurisdiction. `anonymous` for nobody. */
export const asViewer = (app: App, name: string): Promise<Client> => {
  const [persona, jurisdiction] = name.split('@') as [Persona, string];
  return name === 'anonymous' ? Promise.resolve(app.anonymous) : app.as(persona, jurisdiction);
};

/** The demo with what {@link enrich} adds. */
export const enrichedDatabase = (): Promise<TestDatabase> => preparedDatabase('enriched', enrich);

/**
 * Adds to the demo database what it is too well-behaved to have: equal names and instants, nulls, deep grids, unusual letters, several posts a
 * person, rows that no longer or not yet hold, and incidents with other holders.
 */
async function enrich({ query }: TestDatabase): Promise<void> {
  let made = 0;
  const next = (jurisdiction: number) => madeId(++made, jurisdiction);
  const seats = new Map(
    (
      await query<Row>(
        `select o.code, o.id, o.place, 'organization' as noun, null as community_id from organization o
         union all select g.code, g.id, g.place, 'grid', g.community_id from grid g`,
      )
    ).map((row) => [row.code as string, row]),
  );
  const seat = (code: string) => seats.get(code)!;
  const [root0, root2] = [seat('000'), seat('002')];

  // Grids four levels deep: below the deepest level that has an index.
  let above = '002-G01-01';
  for (const [depth, code] of ['002-G01-01-A', '002-G01-01-AA', '002-G01-01-AAA'].entries()) {
    const row = { id: next(3), place: `${seat(above).place}000a`, community_id: seat(above).community_id, code, noun: 'grid' };
    await query(
      `insert into grid (id, jurisdiction_id, code, name, level, kind, parent_id, community_id, place, household_count, inclusions)
       values ($1, $2, $3, '深网格', $4, 'SPECIAL', $5, $6, $7, 500, '{BACK_STREETS,ESTATES}')`,
      [row.id, root2.id, code, depth + 3, seat(above).id, row.community_id, row.place],
    );
    seats.set(code, row);
    above = code;
  }
  // A department, which the demo has in other jurisdictions.
  const department = { id: next(1), place: `${root0.place}0z0d`, code: '000-D1', noun: 'organization', community_id: null };
  await query(
    `insert into organization (id, jurisdiction_id, code, name, kind, parent_id, place) values ($1, $2, $3, '住建部门', 'GOVERNMENT_DEPARTMENT', $2, $4)`,
    [department.id, root0.id, department.code, department.place],
  );
  seats.set(department.code, department);
  // Names that are equal, or full of letters that mean something elsewhere.
  const named = ['100%_\\ \'x\' "引号" 😀', '100%_\\ \'x\' "引号" 😀', 'ALPHA beta', 'alpha BETA', '王'];
  for (const [i, name] of named.entries())
    await query(
      `insert into organization (id, jurisdiction_id, code, name, short_name, kind, status, parent_id, place, contact_phone, established_on, dissolved_on)
       values ($1, $2, $3, $4, $5, 'SOCIAL_ORGANIZATION', 'DISSOLVED', $6, $7, '0523-1234567', '1999-12-31', '2020-02-29')`,
      [next(1), root0.id, `000-X${i}`, name, i % 2 ? null : 'short\nname\t', seat('000-C1').id, `${seat('000-C1').place}0z0${i}`],
    );
  await query(`update grid set name = '同名网格' where code in ('002-G02', '002-G03', '002-G04', '000-G05', '000-G06')`);
  await query(
    `update grid set status = 'MERGED', successor_id = (select id from grid where code = '002-G02') where code in ('002-G04', '002-G04-01')`,
  );
  await query(`update station set name = '同名站点', opened_on = null where id in (select id from station order by id limit 12)`);
  await query(`update person set name = '李' where id in (select id from person order by id limit 5)`);
  await query(
    `insert into organization_relation (id, jurisdiction_id, from_id, to_id, kind, valid_from, valid_to, note)
     values ($1, $4, $5, $6, 'SERVES', '2015-01-01', '2020-01-01', 'over'), ($2, $4, $5, $6, 'SERVES', '2099-01-01', null, 'not yet'), ($3, $4, $6, $5, 'SERVES', '2020-01-01', null, 'now')`,
    [next(1), next(1), next(1), root0.id, seat('000-PM1').id, seat('000-C1').id],
  );

  const people = new Map<string, string>();
  for (const [subject, posts] of Object.entries(busy)) {
    const root = seat(subject.split('@')[1]!);
    const number = subject.endsWith('000') ? 1 : 3;
    const person = next(number);
    people.set(subject, person);
    await query(
      `insert into person (id, jurisdiction_id, name, phone, id_number_masked, id_number_sealed, id_number_index, place)
      values ($1, $2, '欧阳多职', '13912345678', '**************002X', 'no value', uuid_send($1::uuid), $3)`,
      [person, root.id, seat(posts[0][1]).place],
    );
    await query('insert into account (id, jurisdiction_id, issuer, subject, person_id) values ($1, $2, $3, $4, $5)', [
      next(number),
      root.id,
      DEMO_ISSUER,
      subject,
      person,
    ]);
    for (const [position, code, from, to] of posts) {
      const { noun, id, place } = seat(code);
      // A grid has one leader.
      if (position === 'GRID_LEADER')
        await query(`update appointment set valid_to = $2 where grid_id = $1 and position = 'GRID_LEADER' and valid_to is null`, [
          id,
          from,
        ]);
      await query(
        `insert into appointment (id, jurisdiction_id, person_id, position, ${noun}_id, place, full_time, valid_from, valid_to, duties)
         values ($1, $2, $3, $4, $5, $6, true, $7, $8, '{"a, b",""}')`,
        [next(number), root.id, person, position, id, place, from, to],
      );
    }
  }

  // More incidents: copies of the demo's, moved about. Instants are few, so that orders meet ties.
  const where = [
    ...['002-G01', '002-G01-01', '002-G01-01-A', '002-G01-01-AAA', '002-G13', '002-G08', '002-G09', '002-G20'],
    ...['000-G01', '000-G01', '000-G02', '000-G02', '000-G03', '000-G09'],
  ];
  // A community holds only what lies in it: null is the grid's own.
  const holders = { '000': [null, '000-PM1', '000-D1', '000-PP1'], '002': [null, '002-IC', '002-PM1'] };
  const domains = ['PUBLIC_SECURITY', 'WORK_SAFETY', 'ENVIRONMENT', 'LIVELIHOOD_SERVICE'];
  const states = ['FILED', 'DUPLICATE', 'SUSPENDED', 'RESOLVED', 'CLOSED', 'REPORTED', 'REOPENED', 'DISPATCHED'];
  const reporters = { '000': people.get('many-hats@000')!, '002': people.get('three-posts@002')! };
  const everybody = await query<Row>('select id, jurisdiction_id from person order by id');
  const somebody = (jurisdiction: string, n: number): string => {
    const people = everybody.filter((person) => person.jurisdiction_id === jurisdiction);
    return people[(n * 5) % people.length]!.id;
  };
  for (let i = 0; i < 112; i++) {
    const grid = seat(where[i % where.length]!);
    const code = grid.place.startsWith(root0.place) ? '000' : '002';
    const [root, number] = code === '000' ? [root0, 1] : [root2, 3];
    const id = next(number);
    const holder = holders[code][i % holders[code].length];
    const day = `2026-11-${String(1 + (i % 7)).padStart(2, '0')}T08:00:00.${i % 3 === 0 ? '120' : '000'}Z`;
    await query(
      `insert into incident (id, jurisdiction_id, serial_number, title, description, category_id, domain, channel, urgency, state, supervision, grid_id, place,
         address, location, reporter_id, reporting_organization_id, holder_id, previous_holder_id, assignee_id, handler_ids, tracking_code, occurred_at,
         recorder_id, reported_at, updated_at, accepted_at, resolved_at, verified_at, closed_at)
       select $1, $2, $3, $4, $5, (select id from incident_category where jurisdiction_id = $2 order by code offset $6 limit 1), $7, $8, $9, $10, $11, $12, $13,
         $14, $15, $16, $17, $18, null, $19, $20, $21, $22, $23, $24, $25, $26, null, null, null`,
      [
        id,
        root.id,
        `${code}-20261101-9${String(i).padStart(5, '0')}`,
        i % 11 === 0 ? '50% off_\\ <b>"x"</b>\n😀' : `水管 Leak ${i % 5}`,
        i % 4 === 0 ? null : '描述 "quoted"',
        i % 9,
        domains[i % 4],
        ['PHOTO', 'PHONE', 'SENSOR'][i % 3],
        ['LOW', 'NORMAL', 'HIGH', 'EMERGENCY'][i % 4],
        states[i % 8],
        ['NONE', 'REMINDER', 'YELLOW', 'RED'][i % 4],
        grid.id,
        grid.place,
        i % 3 === 0 ? null : '某处',
        i % 5 === 0 ? null : { type: 'Point', coordinates: [120 + i / 7, 32] },
        i % 6 === 0 ? reporters[code] : i % 6 === 1 ? null : somebody(root.id, i),
        i % 10 === 0 ? grid.community_id : null,
        holder === null ? grid.community_id : seat(holder!).id,
        i % 5 === 0 ? null : i % 7 === 0 ? reporters[code] : somebody(root.id, i * 3),
        i % 8 === 3 ? [reporters[code]] : [],
        `FUZZ${String(i).padStart(6, '0')}`,
        i % 2 === 0 ? null : '2026-10-31T23:59:59.999Z',
        i % 9 === 4 ? reporters[code] : null,
        day,
        i % 4 === 0 ? '2026-11-09T00:00:00.000Z' : day,
        i % 2 === 0 ? '2026-11-08T00:00:00.001Z' : null,
      ],
    );
    for (let k = 0; k < i % 4; k++)
      await query(
        `insert into incident_event (id, jurisdiction_id, incident_id, kind, from_state, to_state, actor_id, organization_id, note, at)
         values ($1, $2, $3, $4, $5, 'REPORTED', (select reporter_id from incident where id = $3 and $6), $7, $8, $9)`,
        [
          next(number),
          root.id,
          id,
          k === 0 ? 'REPORTED' : 'SUPERVISED',
          k === 0 ? null : 'REPORTED',
          k < 2,
          k === 1 ? root.id : null,
          `note ${k}`,
          day,
        ],
      );
  }
  for (const part of parts as readonly Part[]) await part.enrich?.({ query, people });
  await query('analyze');
}
