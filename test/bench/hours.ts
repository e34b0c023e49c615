/** Totals of volunteer hours at a million rows: of a person, of a team, of a list of teams, over a year and over ten. */
import pg from 'pg';
import { ask } from './check.ts';

const TEAMS = 200;
const TIMES = 60;
const YEAR = '{ from: "2025-01-01", to: "2026-01-01" }';
const ALL = '{ from: "2016-01-01", to: "2026-01-01" }';

export interface HoursFigure {
  readonly question: string;
  /** The rows that are added up. */
  readonly rows: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Fills a database of the data set with so many hours of ten years of 4,000 persons and 200 teams; every fifth is of the first team. A database that has them is left as it is. */
export async function addHours(databaseUrl: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query('select count(*)::int as count from volunteer_hours');
    if (rows[0].count >= count) return;
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(
      `insert into volunteer_team (id, jurisdiction_id, provenance, name, kind, organization_id, founded_on, place)
       select bench.uid('team', i, c.street), c.street_id, 'SYNTHETIC', '第' || i || '服务队', 'OTHER', c.community_id, '2015-01-01', left(c.place, 8)
       from generate_series(0, $1 - 1) i join bench.grid c on c.n = 1 + i`,
      [TEAMS],
    );
    await client.query(
      `insert into volunteer_hours (id, jurisdiction_id, provenance, person_id, team_id, starts_at, ends_at, minutes, source, state, place)
       select bench.uid('hours', i, g.street), g.street_id, 'SYNTHETIC', bench.uid('person', 1 + bench.pick(i, 21, 20) * grids + bench.pick(i, 24, $2), g.street), bench.uid('team', team, g.street),
         at, at + interval '90 minutes', 90, 'BY_HAND', case when i % 50 = 0 then 'SUBMITTED' else 'APPROVED' end, left(g.place, 8)
       from generate_series(1, $1::int) i cross join lateral (select case when i % 5 = 0 then 0 else bench.pick(i, 22, $2) end as team,
         timestamptz '2016-01-01 08:00+08' + bench.pick(i, 23, 3652 * 8) * interval '3 hours' as at) made join bench.grid g on g.n = 1 + team cross join (select count(*) as grids from bench.grid) counted`,
      [count, TEAMS],
    );
    await client.query('commit');
    await client.query('vacuum (analyze) volunteer_hours, volunteer_team');
  } finally {
    await client.end();
  }
}

/** Each question, one request after the other, as a street officer. */
export async function* measureHours(url: string, databaseUrl: string, token: string): AsyncGenerator<HoursFigure> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query(
    `select 'vtm_' || translate(team_id::text, '-', '') as team, 'per_' || translate(person_id::text, '-', '') as person from volunteer_hours where team_id = (select id from volunteer_team where name = '第0服务队') limit 1`,
  );
  await client.end();
  const [{ team, person }] = rows;
  const totals = (period: string) => `volunteerTotals(period: ${period}) { minutes count submittedMinutes people }`;
  const node = (id: string, type: string, period: string) => `{ node(id: "${id}") { ... on ${type} { ${totals(period)} } } }`;
  const questions: Readonly<Record<string, string>> = {
    'a person, a year': node(person, 'Person', YEAR),
    'a person, ten years': node(person, 'Person', ALL),
    'the largest team, a year': node(team, 'VolunteerTeam', YEAR),
    'the largest team, ten years': node(team, 'VolunteerTeam', ALL),
    'fifty teams, a year': `{ volunteerTeams(first: 50) { nodes { ${totals(YEAR)} } } }`,
  };
  for (const [question, query] of Object.entries(questions)) {
    const times: number[] = [];
    let counted = 0;
    for (let n = 0; n < TIMES; n++) {
      const from = performance.now();
      const answer = await ask(`${url}/graphql`, token, { query, variables: {} });
      times.push(performance.now() - from);
      const found = answer.node ? [answer.node] : answer.volunteerTeams.nodes;
      counted = found.reduce((sum: number, { volunteerTotals }: { volunteerTotals: { count: number } }) => sum + volunteerTotals.count, 0);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(TIMES - 1, Math.floor(share * TIMES))]!;
    yield { question, rows: counted, p50: at(0.5), p99: at(0.99) };
  }
}
