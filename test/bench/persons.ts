/** Search at a million residents: how long it takes to find people by name, part of a name, pinyin and initials, and to find nobody. */
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { type Answer, ask } from './check.ts';

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎';
const GIVEN =
  '安宝炳彩晨承楚春存道德鼎冬芳丰凤福冠光桂海涵航浩和恒宏华怀惠济佳嘉建健锦静景敬俊凯可兰乐立丽良林玲茂美敏明宁鹏平奇启谦巧青清';
const QUERY =
  'query ($text: String!) { residents(first: 20, filter: { text: $text }) { totalCount nodes { id person { name } household { id } } } }';
const TIMES = 60;
/** What is typed, and for whom: a name's beginning, a part of one, pinyin, initials, a surname alone, and what nobody is called. */
const TEXTS = ['王建', '建宏', 'wangjianh', 'jianhua', 'wjh', '王', 'w', '煠煠', 'xxq', '3'];

export interface SearchFigure {
  readonly viewer: string;
  readonly text: string;
  readonly found: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Fills a database of the data set with so many residents, spread over its grids by number; one that has them is left as it is. */
export async function addResidents(databaseUrl: string, dist: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query('select count(*)::int as count from resident');
    if (rows[0].count >= count) return;
    const { nameWords } = await import(pathToFileURL(`${dist}/src/kernel/search.js`).href);
    const names = [...SURNAMES].flatMap((surname) =>
      [...GIVEN].flatMap((first) =>
        [...GIVEN].filter((_, i) => (i + first.charCodeAt(0)) % 3 === 0).map((second) => surname + first + second),
      ),
    );
    await client.query('begin');
    // As for incidents: foreign keys are checked row by row, indexes grown row by row.
    await client.query(`set local session_replication_role = replica; set local maintenance_work_mem = '1GB'`);
    await client.query('create temp table called (n serial, name text, words text)');
    await client.query('insert into called (name, words) select * from unnest($1::text[], $2::text[])', [names, names.map(nameWords)]);
    const { rows: indexes } = await client.query(
      `select indexname, indexdef from pg_indexes where schemaname = 'public' and tablename = 'resident' and indexname not like '%_pkey'`,
    );
    for (const { indexname } of indexes) await client.query(`drop index public.${indexname}`);
    await client.query(
      `with people as (
         select bench.uid('inhabitant', i, g.street) as person_id, bench.uid('resident', i, g.street) as id, g.street_id as jurisdiction_id, g.place, c.name, c.words, i
         from generate_series(1, $1::int) i join bench.grid g on g.n = (i - 1) % (select count(*) from bench.grid) + 1
         join called c on c.n = 1 + bench.pick(i, 9, (select count(*)::int from called))
       ), made as (
         insert into person (id, jurisdiction_id, provenance, name, place) select person_id, jurisdiction_id, 'SYNTHETIC', name, place from people
       )
       insert into resident (id, jurisdiction_id, provenance, person_id, resident_type, status, words, address_key, place)
       select id, jurisdiction_id, 'SYNTHETIC', person_id, 'PERMANENT', 'ACTIVE', words, lpad(i::text, 8, '0'), place from people`,
      [count],
    );
    for (const { indexdef } of indexes) await client.query(indexdef);
    await client.query('commit');
    await client.query('vacuum (analyze) person, resident');
  } finally {
    await client.end();
  }
}

/** Each text for each viewer, one request after the other. */
export async function* measurePersons(url: string, tokenFor: (viewer: string) => string): AsyncGenerator<SearchFigure> {
  for (const viewer of ['worker', 'cadre', 'street'])
    for (const text of TEXTS) {
      const request = { query: QUERY, variables: { text } };
      const times: number[] = [];
      let answer: Answer;
      for (let n = 0; n < TIMES; n++) {
        const from = performance.now();
        answer = await ask(`${url}/graphql`, tokenFor(viewer), request);
        times.push(performance.now() - from);
      }
      times.sort((a, b) => a - b);
      const at = (share: number) => times[Math.min(TIMES - 1, Math.floor(share * TIMES))]!;
      yield { viewer, text, found: answer.residents.totalCount, p50: at(0.5), p99: at(0.99) };
    }
}
