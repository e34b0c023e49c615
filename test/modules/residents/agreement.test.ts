import fc from 'fast-check';
import { type OperationDefinitionNode, parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anonymous, type HeldRole, type Role, roles, type Viewer } from '../../../src/auth/viewer.js';
import { openOrm } from '../../../src/db/orm.js';
import { buildGraph } from '../../../src/graph/schema.js';
import { Asker } from '../../../src/kernel/asker.js';
import { publicId } from '../../../src/kernel/ids.js';
import { entities, modules } from '../../../src/modules/index.js';
import { openRelations } from '../../../src/modules/open-relations.js';
import { maySeeCare, maySeePairing, maySeeRegistry, maySeeVisit, maySeeVisitRule } from '../../../src/modules/residents/resident.policy.js';
import { makeCatalog } from '../../../src/read/catalog.js';
import { Reader } from '../../../src/read/reader.js';
import { StatementRunner } from '../../../src/read/run.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { keysOf, newKeyFile } from '../../kit/keys.js';
import { enrich, loadWorld, type Noun, type Row, type World } from '../../read/world.js';

/** What a sentence says in memory and what its twin in SQL shows are the same rows, for any viewer: any roles, anywhere, of any household. */

let database: TestDatabase;
let orm: Awaited<ReturnType<typeof openOrm>>;
let runner: StatementRunner;
let reader: Reader;
let world: World;
beforeAll(async () => {
  database = await demoDatabase();
  await enrich(database);
  world = await loadWorld(database);
  households = new Map(
    world.rows.HouseholdMember.filter(({ valid_to }) => valid_to === null).map((one) => [one.person_id, one.household_id]),
  );
  orm = await openOrm(database.url, entities, 1);
  runner = new StatementRunner(database.url, { all: 2, ofOne: 2 });
  reader = new Reader(
    makeCatalog(
      buildGraph(modules).schema,
      modules.flatMap(({ reads }) => reads),
      orm.getMetadata(),
      openRelations,
    ),
    runner,
    await keysOf(await newKeyFile()),
  );
});
afterAll(async () => {
  await runner.close();
  await orm.close(true);
  await database.close();
});

const tree = {
  ...{ placeOf: () => null, formerPlaceOf: () => null, seatAt: () => null, searchPlacesOf: () => [] },
  ...{ depth: 6, jurisdictionAt: () => null },
};
/** Which of the rows the viewer is shown. */
async function shown(viewer: Viewer, ids: readonly string[]): Promise<boolean[]> {
  const document = parse('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }');
  const run = {
    viewer,
    asker: new Asker('', Number.MAX_SAFE_INTEGER),
    variables: { ids },
    tree,
    today: '2026-11-22',
    streamCursor: () => '',
  };
  const { nodes } = JSON.parse(await reader.answer(reader.plan(document, document.definitions[0] as OperationDefinitionNode, run)!, run));
  return nodes.map((node: unknown) => node !== null);
}

/** The household of each person, today. */
let households: ReadonlyMap<string, string>;
const householdOf = (person: string | null): string | null => (person === null ? null : (households.get(person) ?? null));
const isMember = (person: string | null, household: string | null): boolean => household !== null && householdOf(person) === household;
const isNear = ({ person }: Viewer, other: string): boolean =>
  person !== null && (person === other || (householdOf(person) !== null && householdOf(person) === householdOf(other)));
const isOwn = (viewer: Viewer, row: Row): boolean =>
  viewer.person !== null && (row.person_id === viewer.person || isMember(viewer.person, row.household_id));

const sentences: Readonly<Partial<Record<Noun, (viewer: Viewer, row: Row) => boolean>>> = {
  Household: (viewer, row) => maySeeRegistry(viewer, row, isMember(viewer.person, row.id)),
  Dwelling: (viewer, row) => maySeeRegistry(viewer, row, world.byId.get(householdOf(viewer.person) ?? '')?.dwelling_id === row.id),
  Resident: (viewer, row) => maySeeRegistry(viewer, row, isNear(viewer, row.person_id)),
  Occupancy: (viewer, row) => maySeeRegistry(viewer, row, isNear(viewer, row.person_id)),
  CareDesignation: (viewer, row) => maySeeCare(viewer, row as never, isOwn(viewer, row)),
  HelpPairing: (viewer, row) =>
    maySeePairing(
      viewer,
      { ...row, endedOn: row.ended_on },
      isOwn(viewer, row),
      viewer.person !== null && [row.leader_id, row.responsible_id, ...row.helper_ids].includes(viewer.person),
    ),
  Visit: (viewer, row) => maySeeVisit(viewer, row),
  VisitRule: (viewer, row) => maySeeVisitRule(viewer, { place: row.place, community: row.community_id }),
};

test.each(Object.keys(sentences) as Noun[])('%s', async (noun) => {
  const rows = world.rows[noun];
  expect(rows.length).toBeGreaterThan(5);
  const seats = [...world.rows.Organization, ...world.rows.Grid, ...world.rows.Stairwell].filter((seat) =>
    rows.some((row) => row.place?.startsWith(seat.place)),
  );
  const grids = world.rows.Grid.filter((grid) => world.rows.VisitRule.some((rule) => rule.community_id === grid.community_id));
  const people = [
    ...world.rows.HouseholdMember.slice(0, 40).map(({ person_id }) => person_id as string),
    ...world.rows.HelpPairing.slice(0, 20).flatMap((one) => [one.leader_id, ...one.helper_ids] as string[]),
    ...rows.slice(0, 20).flatMap((row) => (row.person_id ? [row.person_id as string] : [])),
  ];
  const held = fc.record({
    role: fc.oneof(fc.constantFrom(...(Object.keys(roles) as Role[])), fc.constantFrom<Role>('GRID_WORKER', 'COMMUNITY_CADRE', 'POLICE')),
    place: fc.constantFrom(...seats.map(({ place }) => place as string)),
  });
  const post = fc.record({ role: fc.constantFrom<Role>('GRID_WORKER', 'GRID_LEADER', 'STAIRWELL_CHIEF'), grid: fc.constantFrom(...grids) });
  const viewers = fc
    .record({
      person: fc.option(fc.constantFrom(...people)),
      roles: fc.array(held, { maxLength: 4 }),
      posts: fc.array(post, { maxLength: 2 }),
    })
    .map(({ person, roles, posts }): Viewer => {
      const first = roles[0]?.place.slice(0, 4) ?? world.byId.get(person ?? people[0]!)!.place?.slice(0, 4);
      const root = world.rows.Organization.find((one) => one.parent_id === null && one.place === first) ?? world.rows.Organization[0]!;
      const own: HeldRole[] = roles.filter(({ place }) => place.startsWith(root.place));
      return {
        ...anonymous,
        // Nobody is of two jurisdictions.
        person: world.byId.get(person ?? '')?.jurisdiction_id === root.id ? person : null,
        jurisdiction: { id: root.id, number: root.number, place: root.place },
        roles: own,
        posts: posts.map(({ role, grid }) => ({
          ...{ id: 'p', position: role, role, scope: grid.place, organizationId: null, kind: null, gridId: grid.id },
          ...{ communityId: grid.community_id, gridPlace: null, place: grid.place },
        })),
      };
    });
  let [seen, hidden] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      viewers,
      fc.array(fc.integer({ min: 0, max: rows.length - 1 }), { minLength: 20, maxLength: 40 }),
      async (viewer, picks) => {
        // Some of their own, that chance would hardly find.
        const near =
          viewer.person === null ? [] : rows.filter((row) => isOwn(viewer, row) || row.id === householdOf(viewer.person)).slice(0, 3);
        const sample = [...near, ...picks.map((n) => rows[n]!)];
        const inSql = await shown(
          viewer,
          sample.map(({ id }) => publicId(noun, id)),
        );
        const inMemory = sample.map((row) => sentences[noun]!(viewer, row));
        expect(inSql).toEqual(inMemory);
        for (const one of inMemory) one ? seen++ : hidden++;
      },
    ),
    { numRuns: 40, seed: 7 },
  );
  expect(Math.min(seen, hidden)).toBeGreaterThan(5);
});
