import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { isInterfaceType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildGraph } from '../../src/graph/schema.js';
import { modules } from '../../src/modules/index.js';
import { type App, startApp } from '../kit/app.js';
import { demoDatabase, type TestDatabase } from '../kit/database.js';
import { Cursors, disagreement, smallest, type Ways } from './agree.js';
import { Naive } from './naive.js';
import { type Operation, otherVariables, randomOperation, type Source } from './operations.js';
import { sourceOf } from './sources.js';
import { asViewer, enrich, loadWorld } from './world.js';

/**
 * Random reads of the schema agree three ways: the text from PostgreSQL passed through, graphql-js over the parsed rows, and a naive interpreter over
 * exported tables (naive.ts). FUZZ_SEED and FUZZ_RUNS (a viewer's) repeat a run or make it longer.
 */
const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));
const runs = Number(process.env.FUZZ_RUNS ?? 12);

const viewers = [
  'anonymous',
  'resident@000',
  'auditor@002',
  'resident@002',
  'grid-leader@000',
  'community-cadre@002',
  'police@000',
  'property-staff@000',
  'chief@002',
  'dashboard@000',
  'admin@002',
  'street-supervisor@000',
  'community-cadre@001',
  'dispatcher@002',
  'three-posts@002',
  'many-hats@000',
  'admin-leader@002',
  'chief@004',
];

const graph = buildGraph(modules);
const notTheReaders = ['viewer', 'gridAt', 'auditVerification'];
const roots = Object.keys(graph.schema.getQueryType()!.getFields()).filter((field) => !notTheReaders.includes(field));
/** Some are asked for more often than others. */
const drawn = [
  ...roots,
  'incidents',
  'incidents',
  'organizations',
  'nodes',
  'grids',
  'organization',
  'grid',
  'households',
  'residents',
  'helpPairings',
];

let app: App;
let database: TestDatabase;
let ways: Ways;
let source: Source;
beforeAll(async () => {
  database = await demoDatabase();
  await enrich(database);
  app = await startApp({ database });
  const cursors = new Cursors();
  ways = { schema: graph.schema, naive: new Naive(graph.api, await loadWorld(database)), cursors };
  source = sourceOf(ways.naive.world, cursors);
  console.info(`FUZZ_SEED=${seed} FUZZ_RUNS=${runs}`);
});
afterAll(async () => {
  await app.stop();
  await database.close();
});

test('the naive interpreter knows every field that the reader answers', () => {
  const seen = new Set<string>();
  const visit = (name: string) => {
    const type = graph.schema.getType(name);
    if (seen.has(name) || !(isObjectType(type) || isInterfaceType(type))) return;
    seen.add(name);
    if (isInterfaceType(type)) for (const possible of graph.schema.getPossibleTypes(type)) visit(possible.name);
    else for (const field of Object.values(type.getFields())) visit(String(field.type).replaceAll(/[[\]!]/g, ''));
  };
  for (const root of roots) visit(String(graph.schema.getQueryType()!.getFields()[root]!.type).replaceAll(/[[\]!]/g, ''));
  const unknown = [...seen, 'Query'].flatMap((type) =>
    type === 'Node' ? [] : ways.naive.unknownFieldsOf(type).flatMap((field) => (notTheReaders.includes(field) ? [] : [`${type}.${field}`])),
  );
  expect(unknown, 'add them to naive.ts of their module').toEqual([]);
});

/** What kind of failure it is: a smaller operation has to fail in the same way. */
const kindOf = (found: string | null): string | undefined => found?.split(/[{.]/)[0];

describe('random reads agree three ways', () => {
  test.each(viewers)('asked by %s', async (who) => {
    const client = await asViewer(app, who);
    const agree = async (operation: Operation, before: readonly Operation[] = []) => {
      const found = await disagreement(ways, who, client, operation, before.length > 0);
      if (found === null) return;
      const isSame = async (smaller: Operation) => kindOf(await disagreement(ways, who, client, smaller)) === kindOf(found);
      const small = await smallest(graph.schema, operation, isSame);
      const why = (await disagreement(ways, who, client, small)) ?? `${found} (not once more)`;
      const after = before.map(({ variables }) => `after ${JSON.stringify(variables)}`).join('\n');
      throw new Error(`${who}: ${why}\n${small.text}\n${JSON.stringify(small.variables)}\n${after}`);
    };
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (n) => {
        const operation = randomOperation(n, graph.schema, source, drawn);
        await agree(operation);
        // The same document again: its plans are kept, and the values are others.
        for (let i = 1; i <= 2 && Object.keys(operation.variables).length > 0; i++)
          await agree(otherVariables(n + i, graph.schema, source, operation), [operation]);
      }),
      { seed: seed + viewers.indexOf(who), numRuns: runs, endOnFailure: true, unbiased: true },
    );
    expect(app.bugs).toEqual([]);
  });
});
