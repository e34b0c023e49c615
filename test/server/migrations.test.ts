import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.js';
import { metadataOf, type Orm, openOrm } from '../../src/db/orm.js';
import { entities, modules } from '../../src/modules/index.js';
import { freshDatabase, type TestDatabase } from '../kit/database.js';
import { inDepth } from '../kit/depth.js';

const metadata = metadataOf(entities);

let database: TestDatabase;
let orm: Orm;
beforeAll(async () => {
  database = await freshDatabase();
  orm = await openOrm(database.url, 2);
});
afterAll(async () => {
  await orm.close(true);
  await database.close();
});

/** All that a migration can leave in the schema, as text. */
async function everything(): Promise<string[]> {
  const rows = await database.query<{ line: string }>(
    `select format('column %s.%s %s %s default %s generated %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), k.collname || case when a.attnotnull then ' not null' else '' end,
                   pg_get_expr(d.adbin, d.adrelid), a.attidentity::text || a.attgenerated::text) as line
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     left join pg_collation k on k.oid = a.attcollation
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
     union all select format('relation %s %s %s %s', relkind::text, relname, reloptions, relpersistence::text) from pg_class where relnamespace = 'public'::regnamespace
     union all select indexdef from pg_indexes where schemaname = 'public'
     union all select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
     union all select format('function %s', oid::regprocedure) from pg_proc where pronamespace = 'public'::regnamespace
     union all select format('type %s %s', typname, typtype::text) from pg_type where typnamespace = 'public'::regnamespace
     union all select format('label %s %s %s', enumtypid::regtype, enumsortorder, enumlabel) from pg_enum
     union all select format('trigger %s %s', tgrelid::regclass, pg_get_triggerdef(oid)) from pg_trigger where not tgisinternal
     union all select format('extension %s', extname) from pg_extension
     order by 1`,
  );
  // The first partition goes by the day on which it was made.
  return rows.map(({ line }) => line.replaceAll(/event_log_\d{8}/g, 'event_log_first'));
}
const executed = async () => (await database.query<{ name: string }>('select name from migration order by id')).map(({ name }) => name);
/** The migrator's own dataset, and what PostgreSQL brings. */
const isOfNobody = (line: string) => /\bmigration\b|migration_(id_seq|pkey)|_migration\b|extension plpgsql/.test(line);

/** The last ones, which may still change, or all where CI is set. */
test('every migration goes down and up again, one by one, and leaves the schema it found', async () => {
  const names = await executed();
  const first = Math.max(0, names.length - inDepth(names.length, 25));
  expect(names.length).toBeGreaterThan(0);
  expect([...names].sort()).toEqual(names);
  const states = [await everything()];
  expect(states[0]!.length).toBeGreaterThan(100);
  for (let index = names.length - 1; index >= first; index--) {
    await migrate(orm, database.url, index === 0 ? 0 : names[index - 1]);
    expect(await executed()).toEqual(names.slice(0, index));
    states.unshift(await everything());
  }
  await migrate(orm, database.url, 0);
  expect((await everything()).filter((line) => !isOfNobody(line))).toEqual([]);
  if (first > 0) await migrate(orm, database.url, names[first - 1]);
  for (const [n, state] of states.entries()) {
    if (n > 0) await migrate(orm, database.url, names[first + n - 1]);
    expect(await executed()).toEqual(names.slice(0, first + n));
    expect(await everything()).toEqual(state);
  }
  await migrate(orm, database.url);
  expect(await executed()).toEqual(names);
  // The one row that the first migration puts in is there again.
  expect(await database.query('select epoch, secret from event_epoch')).toHaveLength(1);
});

test('of several that migrate one database at once, each finds it done', async () => {
  const names = await executed();
  await migrate(orm, database.url, 0);
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      const own = await openOrm(database.url, 2);
      await migrate(own, database.url).finally(() => own.close(true));
    }),
  );
  expect(await executed()).toEqual(names);
});

describe('entities are the tables', () => {
  interface Column {
    readonly table: string;
    readonly column: string;
    readonly type: string;
    readonly required: boolean;
  }
  let columns: Map<string, Map<string, Column>>;
  beforeAll(async () => {
    columns = new Map();
    const rows = await database.query<Column>(
      `select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
    );
    for (const row of rows) columns.set(row.table, (columns.get(row.table) ?? new Map()).set(row.column, row));
  });
  /** The names that MikroORM and PostgreSQL have for one type. */
  const same: Readonly<Record<string, string>> = { int: 'integer', 'timestamptz(3)': 'timestamp(3) with time zone' };
  const entities = modules.flatMap(({ name, entities }) => entities.map((entity) => [name, entity.meta.className ?? '', entity] as const));

  test('there are some, and no two share a table', () => {
    const tables = entities.map(([, , entity]) => metadata.get(entity).tableName);
    expect(tables.length).toBeGreaterThan(10);
    expect(new Set(tables).size).toBe(tables.length);
  });

  test.each(entities)('%s: %s', (_module, _name, entity) => {
    const meta = metadata.get(entity);
    const table = columns.get(meta.tableName);
    expect([...columns.keys()]).toContain(meta.tableName);
    const stated = meta.props
      .filter(({ persist }) => persist !== false)
      .flatMap(({ fieldNames, columnTypes, nullable, primary }) =>
        (fieldNames ?? []).map((column, index) => {
          const type = columnTypes[index]!;
          return { table: meta.tableName, column, type: same[type] ?? type, required: primary === true || !nullable };
        }),
      );
    const byName = (a: Column, b: Column) => (a.column < b.column ? -1 : 1);
    expect(stated.sort(byName)).toEqual([...table!.values()].sort(byName));
  });

  test('an enum of the database has the values of the graph', async () => {
    const graph = buildSchema(readFileSync(join(import.meta.dirname, '../../schema/api.graphql'), 'utf8'));
    const valuesOf = (name: string) =>
      (graph.getType(name) as GraphQLEnumType)
        .getValues()
        .map((value) => value.name)
        .sort();
    const types = await database.query<{ name: string; values: string[] }>(
      `select replace(initcap(enumtypid::regtype::text), '_', '') as name, array_agg(enumlabel::text order by enumlabel) as values from pg_enum group by 1`,
    );
    expect(types.length).toBeGreaterThan(0);
    for (const { name, values } of types) expect({ name, values }).toEqual({ name, values: valuesOf(name) });
  });

  test('and a table that is no entity is one of the engine room', () => {
    const tables = new Set(entities.map(([, , entity]) => metadata.get(entity).tableName));
    expect([...columns.keys()].filter((table) => !tables.has(table)).sort()).toEqual([
      'audit_link',
      'audit_pending',
      'audit_verification',
      'demo_key',
      'demo_keyring',
      'event_epoch',
      'event_log',
      'event_term',
      'idempotency',
      'job',
      'loose_file',
      'migration',
      'outage_incident',
      'outbox',
      'partner_spending',
      'partner_usage',
      'rate',
      'sealing_key',
      'search_words',
      'selection_recommendation',
      'serial_block',
      'stream_ticket',
      'topic_evaluation',
      'topic_support',
      'webhook_progress',
    ]);
  });
});
