import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jurisdictionNumberOf, parseId, publicId } from '../../src/kernel/ids.js';
import type { Noun, Row } from '../read/world.js';
import { graph } from './classes.js';
import { nouns } from './nouns.js';
import { linesFor, opens } from './policy.js';
import { everyField } from './selection.js';
import { type AccessTown, never, openAccessTown } from './town.js';

/** What a router is told of entities: what the one whose token it forwards is told by `nodes`, as far as that lies in the router's jurisdiction. */

let town: AccessTown;
let router: string;
beforeAll(async () => {
  town = await openAccessTown();
  router = await town.app.tokenOf('router');
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

const nounNames = Object.keys(nouns) as Noun[];
const referenceTo = (id: string) => ({ __typename: parseId(id)!.noun, id });

/** By persons, by clients, and by nobody. */
const askers = ['resident@000', 'grid-leader@000', 'partner@000', 'three-posts@002', 'anonymous'];

test.each(askers)('%s is told of entities what they may see', async (name) => {
  const asker = town.askers.get(name)!;
  const [line] = linesFor('_entities', 'call');
  const routing = {
    person: null,
    client: null,
    jurisdiction: town.world.rows.Organization.find(({ code }) => code === '000')!.id,
    posts: [],
  };
  const isServed = (jurisdiction: string) => opens(line!, { ...routing, held: [{ role: 'ROUTER', place: '' }] }, { jurisdiction });
  const compare = async (sample: readonly (readonly [Noun, Row | null])[], selected: string) => {
    const ids = sample.map(([noun, row]) => (row ? publicId(noun, row.id) : never(noun)));
    const { nodes } = await asker.client.data(`query ($ids: [ID!]!) { nodes(ids: $ids) { ${selected} } }`, { ids });
    const { _entities } = await asker.client
      .through(router)
      .data(`query ($of: [_Any!]!) { _entities(representations: $of) { ${selected} } }`, { of: ids.map(referenceTo) });
    expect(_entities).toEqual(sample.map(([, row], n) => (row && isServed(row.jurisdiction_id) ? nodes[n] : null)));
  };
  const sampleOf = (noun: Noun, most: number) =>
    [...town.sample(asker, noun, most).map(([, row]) => row), null].map((row) => [noun, row] as const);
  await compare(nounNames.flatMap((noun) => sampleOf(noun, 1)).slice(0, 100), '__typename ... on Node { id }');
  // Withheld fields among them.
  for (const noun of ['Incident', 'Person'] as const) await compare(sampleOf(noun, 3), `... on ${noun} ${everyField(noun, 0)}`);
});

describe('_service and _entities', () => {
  const asked = ['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }'];

  test.each(askers)('are no fields to %s without a router', async (name) => {
    for (const query of asked) expect(await town.askers.get(name)!.client.codes(query)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    const { __schema } = await town.askers.get(name)!.client.data('{ __schema { types { name } } }');
    expect(__schema.types.filter(({ name }: { name: string }) => /^_[A-Z]/.test(name))).toEqual([]);
  });

  test('are there for a router, with and without the token of who asks', async () => {
    for (const client of [await town.app.as('router'), town.app.anonymous.through(router), (await town.app.as('resident')).through(router)])
      for (const [n, query] of asked.entries())
        expect(await client.data(query)).toEqual(n ? { _entities: [] } : { _service: { sdl: graph.subgraph } });
  });

  test('a credential that is no router’s, and one that is not accepted, are refused, whoever asks', async () => {
    const leader = await town.app.as('grid-leader');
    for (const credential of [leader.token!, await town.app.tokenOf('partner'), `${router}x`])
      expect(await leader.through(credential).codes('{ __typename }')).toEqual(['UNAUTHENTICATED']);
    await town.database.query(
      `insert into token_revocation (id, jurisdiction_id, client, before)
       select gen_random_uuid(), id, 'router', now() + interval '1 second' from organization where code = '001' and parent_id is null`,
    );
    const revoked = await town.app.tokenOf('router', '001');
    expect(await leader.through(revoked).codes('{ __typename }')).toEqual(['UNAUTHENTICATED']);
  });
});

describe('references', () => {
  const ask = async (representations: unknown) =>
    (await town.app.as('community-cadre'))
      .through(router)
      .ask(
        'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Grid { code } ... on Organization { code } } }',
        { representations },
      );

  test('keep their order, may repeat, and mix nouns', async () => {
    const { nodes } = (
      await town.app.anonymous.data(
        '{ grids(first: 2, filter: { levels: [1] }, orderBy: { field: CODE, direction: ASC }) { nodes { id code community { id code } } } }',
      )
    ).grids;
    const references = [nodes[1], nodes[0].community, nodes[0], nodes[1]].map(({ id }) => referenceTo(id));
    expect((await ask(references)).data._entities.map(({ code }: { code: string }) => code)).toEqual([
      nodes[1].code,
      nodes[0].community.code,
      nodes[0].code,
      nodes[1].code,
    ]);
  });

  test('to nothing are null: an id of another noun, of another jurisdiction, or none at all', async () => {
    const foreign = town.world.rows.Organization.find(({ id }) => jurisdictionNumberOf(id) === 2)!;
    const own = town.world.rows.Organization.find(({ id }) => jurisdictionNumberOf(id) === 1)!;
    const references = [
      { __typename: 'Grid', id: publicId('Organization', own.id) },
      referenceTo(publicId('Organization', foreign.id)),
      { __typename: 'Grid', id: 'grd_1' },
      { __typename: 'Grid', id: '' },
    ];
    expect((await ask(references)).data).toEqual({ _entities: [null, null, null, null] });
  });

  test.each([
    ['of no noun', [{ __typename: 'Camera', id: 'cam_1' }]],
    ['of a type that is no noun', [{ __typename: 'PageInfo', id: 'cam_1' }]],
    ['without a key', [{ __typename: 'Grid', code: '000-G01' }]],
    ['that are texts', ['grd_1']],
  ])('%s are refused', async (_what, references) => {
    expect((await ask(references)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('are a thousand at once, and no more', async () => {
    const many = (count: number) => Array.from({ length: count }, () => referenceTo(never('Grid')));
    expect((await ask(many(1_000))).data._entities).toHaveLength(1_000);
    expect((await ask(many(1_001))).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
