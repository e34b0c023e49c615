import { extendSchema, type OperationDefinitionNode, parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellOf, type Keyring, seal } from '../../src/auth/cipher.js';
import { anonymous, type Viewer } from '../../src/auth/viewer.js';
import { metadataOf } from '../../src/db/orm.js';
import { buildGraph } from '../../src/graph/schema.js';
import { Asker } from '../../src/kernel/asker.js';
import { entities, modules } from '../../src/modules/index.js';
import { openRelations } from '../../src/modules/open-relations.js';
import { makeCatalog } from '../../src/read/catalog.js';
import { type NounReads, type Reads, sealed } from '../../src/read/noun.js';
import { Reader } from '../../src/read/reader.js';
import { StatementRunner } from '../../src/read/run.js';
import { demoDatabase, type TestDatabase } from '../kit/database.js';
import { keysOf, newKeyFile } from '../kit/keys.js';

/** A sealed column as a field: opened for whoever sees the row and the part, and for nobody when it was moved or changed. */

const secrets: Reads = { adds: 'Person', fields: { secret: sealed('idNumberSealed'), guarded: sealed('idNumberSealed', 'secrets') } };
/** Covering posts open the part, one's own row does not. */
const reads = [
  ...modules
    .flatMap((module) => module.reads)
    .map((one) =>
      'noun' in one && one.noun === 'Person'
        ? ({
            ...one,
            parts: ['secrets'],
            visible: ({ person, roles }) => [
              ...roles.map(({ place }) => ({ within: place })),
              { where: { id: person! }, withhold: ['secrets'] },
            ],
          } satisfies NounReads)
        : one,
    ),
  secrets,
];

let database: TestDatabase;
let keyring: Keyring;
let runner: StatementRunner;
let reader: Reader;
let grid: { id: string; place: string };
let people: { id: string; jurisdictionId: string }[];
beforeAll(async () => {
  database = await demoDatabase();
  keyring = await keysOf(await newKeyFile());
  const schema = extendSchema(
    buildGraph(modules).schema,
    parse('extend type Person { secret: String @cost(weight: 5)  guarded: String @cost(weight: 5) }'),
    {
      assumeValidSDL: true,
    },
  );
  runner = new StatementRunner(database.url, { all: 2, ofOne: 2 });
  reader = new Reader(makeCatalog(schema, reads, metadataOf(entities), openRelations), runner, keyring);
  [grid] = (await database.query<typeof grid>(`select id, place from grid where code = '000-G01'`)) as [typeof grid];
  people = await database.query('select id, jurisdiction_id as "jurisdictionId" from person where place ^@ $1 order by id limit 2', [
    grid.place,
  ]);
  await write(0, '秘密一');
});
afterAll(async () => {
  await runner.close();
  await database.close();
});

const write = async (n: number, text: string, cell = cellOf(people[n]!, 'person', 'id_number_sealed')) =>
  database.query(`update person set id_number_masked = '', id_number_index = uuid_send(id), id_number_sealed = $2 where id = $1`, [
    people[n]!.id,
    seal(keyring, cell, text),
  ]);
const tree = {
  placeOf: () => null,
  formerPlaceOf: () => null,
  seatAt: () => null,
  searchPlacesOf: () => [],
  depth: 3,
  jurisdictionAt: () => null,
};
async function read(viewer: Viewer, ...ids: string[]) {
  const document = parse('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Person { known: secret guarded } } }');
  const variables = { ids: ids.map((id) => `per_${id.replaceAll('-', '')}`) };
  const run = {
    viewer,
    asker: new Asker('', Number.MAX_SAFE_INTEGER),
    variables,
    tree,
    today: '2026-11-22',
    language: 'en' as const,
    now: () => new Date(),
    routes: null,
    streamCursor: () => '',
  };
  return JSON.parse(await reader.answer(reader.plan(document, document.definitions[0] as OperationDefinitionNode, run)!, run)).nodes;
}
const chief = (): Viewer => ({
  ...anonymous,
  person: '00000000-0000-0000-0000-000000000000',
  roles: [{ role: 'GRID_LEADER', place: grid.place }],
});

test('it is opened where the row is seen; null where there is none', async () => {
  expect(await read(chief(), people[0]!.id, people[1]!.id)).toEqual([
    { known: '秘密一', guarded: '秘密一' },
    { known: null, guarded: null },
  ]);
  expect(await read(anonymous, people[0]!.id)).toEqual([null]);
});

test('where no grant opens the part it is null', async () => {
  expect(await read({ ...anonymous, person: people[0]!.id }, people[0]!.id)).toEqual([{ known: '秘密一', guarded: null }]);
});

test("another row's value is nobody's", async () => {
  await write(1, '秘密二', cellOf(people[0]!, 'person', 'id_number_sealed'));
  await expect(read(chief(), people[1]!.id)).rejects.toThrow(`person.id_number_sealed of ${people[1]!.id} does not open`);
});
