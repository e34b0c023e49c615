import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { type DocumentNode, getVariableValues, isInterfaceType, isObjectType, type OperationDefinitionNode, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anonymous, roles as everyRole, type Role, type Viewer } from '../../src/auth/viewer.js';
import { metadataOf } from '../../src/db/orm.js';
import { buildGraph } from '../../src/graph/schema.js';
import { Asker } from '../../src/kernel/asker.js';
import { emptyTree, type PlaceTree, SEGMENT } from '../../src/kernel/place.js';
import { entities, modules } from '../../src/modules/index.js';
import { openRelations } from '../../src/modules/open-relations.js';
import { makeCatalog } from '../../src/read/catalog.js';
import { Reader } from '../../src/read/reader.js';
import type { Run } from '../../src/read/run-input.js';
import { type App, startApp } from '../kit/app.js';
import type { TestDatabase } from '../kit/database.js';
import { inDepth } from '../kit/depth.js';
import { Cursors, disagreement, smallest, type Ways } from './agree.js';
import { madeId } from './made-id.js';
import { Naive } from './naive.js';
import { notDrawn, type Operation, otherVariables, randomOperation, type Source } from './operations.js';
import { sourceOf } from './sources.js';
import { asViewer, enrichedDatabase, loadWorld, type World } from './world.js';

/**
 * Random reads of the schema agree three ways: the text from PostgreSQL passed through, graphql-js over the parsed rows, and a naive interpreter over
 * exported tables (naive.ts). FUZZ_SEED and FUZZ_RUNS (a viewer's) repeat a run or make it longer.
 */
const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));
const runs = Number(process.env.FUZZ_RUNS ?? inDepth(12, 4));

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
const notTheReaders = [...notDrawn, 'auditVerification'];
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
  'statistics',
];

let app: App;
let database: TestDatabase;
let ways: Ways;
let source: Source;
beforeAll(async () => {
  database = await enrichedDatabase();
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

/** The places of the world as a tree; `lifted` moves everything one level down, as under another root. */
function treeOf({ rows }: World, lifted: boolean): PlaceTree {
  const places = new Map<string, string>();
  for (const row of [...rows.Organization, ...rows.Grid, ...rows.Stairwell]) places.set(row.id, lifted ? `00zz${row.place}` : row.place);
  const depth = Math.max(...[...places.values()].map((place) => place.length)) / SEGMENT;
  return { ...emptyTree, placeOf: (uuid) => places.get(uuid) ?? null, depth };
}

/** Somebody with up to three roles and posts at places of the world, or a client, or nobody. */
function viewersOf({ rows }: World): fc.Arbitrary<Viewer> {
  const places = [...rows.Organization, ...rows.Grid].map(({ place }) => place as string).sort();
  const held = fc.record({
    role: fc.constantFrom(...(Object.keys(everyRole) as Role[])),
    place: fc.constantFrom(...places),
    organization: fc.option(fc.constantFrom(...rows.Organization.map(({ id }) => id as string))),
    kind: fc.constantFrom('COMMUNITY', 'DEPARTMENT', null),
  });
  const someone = fc.record({
    held: fc.array(held, { maxLength: 3 }),
    person: fc.option(fc.constantFrom(...rows.Person.slice(0, 5).map(({ id }) => id as string)), { freq: 3 }),
    client: fc.option(fc.constant('partner')),
    organization: fc.option(fc.constantFrom(...rows.Organization.slice(0, 3).map(({ id }) => id as string))),
    root: fc.option(fc.constantFrom(...rows.Organization.filter(({ parent_id }) => parent_id === null)), { freq: 4 }),
  });
  return someone.map(({ held, person, client, organization, root }) => ({
    person,
    client,
    organization,
    routes: null,
    jurisdiction: root && { id: root.id, number: root.number, place: root.place },
    roles: held.map(({ role, place }) => ({ role, place })),
    posts: held.map(({ role, place, organization, kind }, n) => ({
      ...{ id: madeId(n, 1), position: role, role, scope: place, organizationId: organization, kind, place },
      ...{ gridId: null, communityId: organization, gridPlace: place },
    })),
  }));
}

/** What a plan is and binds for a run, or the words in which it is refused. */
function planned(reader: Reader, document: DocumentNode, run: Run): { plan: unknown; text: string } {
  try {
    const plan = reader.plan(document, document.definitions[0] as OperationDefinitionNode, run);
    const texts = plan!.map(([key, root]) => {
      if (typeof root === 'string') return [key, root];
      return [key, root.statement.text, bound(() => root.statement.values(run)), root.finishers.map(({ path, number }) => [path, number])];
    });
    return { plan, text: JSON.stringify(texts) };
  } catch (error) {
    return { plan: null, text: String(error) };
  }
}
function bound(values: () => unknown): unknown {
  try {
    return values();
  } catch (error) {
    return String(error);
  }
}

describe('runs that share a plan', () => {
  let readerOf: () => Reader;
  let trees: readonly PlaceTree[];
  beforeAll(() => {
    const reads = modules.flatMap((module) => module.reads);
    const catalog = makeCatalog(graph.schema, reads, metadataOf(entities), openRelations);
    readerOf = () => new Reader(catalog, null as never, null as never);
    trees = [treeOf(ways.naive.world, false), treeOf(ways.naive.world, true)];
  });
  /** One for all runs: statements bind the present instant. */
  const now = new Date();
  const runOf = (viewer: Viewer, tree: PlaceTree, variables: Run['variables'] = {}): Run => ({
    ...{ viewer, tree, variables, asker: new Asker('', 0), today: '2026-11-22' },
    language: 'en',
    now: () => now,
    routes: null,
    streamCursor: () => '',
  });

  test('are planned to the same statement, with the values of each', () => {
    let [runsPlanned, plansMade] = [0, 0];
    fc.assert(
      fc.property(fc.nat(), fc.array(viewersOf(ways.naive.world), { minLength: 4, maxLength: 4 }), (n, viewers) => {
        const operation = randomOperation(n, graph.schema, source, drawn);
        const document = parse(operation.text);
        const [definition] = document.definitions as [OperationDefinitionNode];
        const others = Array.from({ length: 4 }, (_, i) => otherVariables(n + i, graph.schema, source, operation));
        const shared = readerOf();
        const plans = new Set<unknown>();
        for (const { variables } of [operation, ...others]) {
          const { coerced } = getVariableValues(graph.schema, definition.variableDefinitions ?? [], variables);
          if (!coerced) continue;
          for (const viewer of [anonymous, ...viewers])
            for (const tree of trees) {
              const run = runOf(viewer, tree, coerced);
              const { plan, text } = planned(shared, document, run);
              const of = `${operation.text}\n${JSON.stringify(variables)}\n${JSON.stringify(viewer)}`;
              expect(text, of).toBe(planned(readerOf(), document, run).text);
              runsPlanned++;
              plans.add(plan);
            }
        }
        plansMade += plans.size;
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
    // Otherwise nothing was shared, and nothing shown.
    expect(plansMade).toBeLessThan(runsPlanned / 2);
  });

  test('differ in no grants but those on the nouns that are read', () => {
    const viewers = fc.sample(viewersOf(ways.naive.world), { seed, numRuns: 60 });
    const plansOf = (text: string) => {
      const [reader, document] = [readerOf(), parse(text)];
      return new Set(viewers.map((viewer) => planned(reader, document, runOf(viewer, trees[0]!)).plan)).size;
    };
    expect(plansOf('{ grids { nodes { code parent { name } } } }')).toBe(1);
    expect(plansOf('{ incidents { nodes { title } } }')).toBeGreaterThan(5);
    expect(plansOf('{ grids { nodes { code openIncidentCount } } }')).toBe(plansOf('{ incidents { totalCount } }'));
  });
});
