import { afterAll, beforeAll, expect, test } from 'vitest';
import { cat, daysAgo, grd, inc, type Name, openTown, type Row, type Town, uuid } from './town.js';

/** What is offered before reporting: open incidents that may be about the same. */

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

const HERE = { longitude: 121.1, latitude: 33.1 };
/** A point so many metres to the north. */
const north = (metres: number) => ({ type: 'Point', coordinates: [HERE.longitude, HERE.latitude + metres / 111_320] });

async function written(row: Partial<Row>): Promise<string> {
  const id = uuid();
  await town.write([
    {
      ...{ id, state: 'ACCEPTED', title: '3号楼路灯不亮', category_id: town.category('STREET_LIGHT'), location: north(0), address: null },
      ...{ reported_at: daysAgo(1), domain: 'URBAN_MANAGEMENT' },
      ...row,
    },
  ]);
  return id;
}
async function similar(who: Name, input: object = {}) {
  const { data, errors } = await (await town.as(who)).ask(
    `query ($input: SimilarIncidentsInput!) { similarIncidents(input: $input) { incident { id } state reportedAt distance sameBuilding likeness } }`,
    { input: { categoryId: cat(town.category('STREET_LIGHT')), title: '3号楼路灯不亮', location: HERE, ...input } },
  );
  return errors ? errors[0]!.extensions!.code : data.similarIncidents;
}
const idsOf = (found: readonly { incident: { id: string } | null }[]) => found.map(({ incident }) => incident?.id ?? null);

test('they are of the category, open, of seven days, and within 200 m', async () => {
  const near = await written({ location: north(190) });
  await written({ location: north(210) });
  await written({ category_id: town.category('TAP') });
  await written({ state: 'CLOSED' });
  await written({ reported_at: daysAgo(7.1) });
  await written({ location: null });
  const found = await similar('community-cadre');
  expect(idsOf(found)).toEqual([inc(near)]);
  expect(found[0]).toMatchObject({ state: 'ACCEPTED', distance: 190, sameBuilding: false, likeness: 1 });
  await town.query(`update incident set state = 'CLOSED' where id = $1`, [near]);
});

test('what is most alike in words comes first', async () => {
  const titles = ['5号楼水管漏水', '3号楼的路灯坏了', '3号楼路灯不亮'];
  const ids: string[] = [];
  for (const title of titles) ids.push(await written({ title }));
  expect(idsOf(await similar('community-cadre'))).toEqual(ids.toReversed().map(inc));
  await town.query(`update incident set state = 'CLOSED' where id = any($1)`, [ids]);
});

test('the same building of the grid counts without a location', async () => {
  const id = await written({ location: null, address: '幸福小区3号楼2单元' });
  const inGrid = { location: null, gridId: grd(town.seat('000-G01')) };
  expect(await similar('community-cadre', { ...inGrid, address: '3号楼门口' })).toMatchObject([
    { incident: { id: inc(id) }, sameBuilding: true, distance: null },
  ]);
  expect(await similar('community-cadre', { ...inGrid, address: '13号楼' })).toEqual([]);
  expect(await similar('community-cadre', { ...inGrid, gridId: grd(town.seat('000-G02')), address: '3号楼' })).toEqual([]);
  await town.query(`update incident set state = 'CLOSED' where id = $1`, [id]);
});

test('who does not see an incident is told that there is one, and of disputes and offences nothing', async () => {
  const light = await written({});
  const offence = await written({ domain: 'PUBLIC_SECURITY' });
  expect(await similar('neighbour')).toEqual([
    { incident: null, state: 'ACCEPTED', reportedAt: expect.any(String), distance: 0, sameBuilding: false, likeness: 1 },
  ]);
  expect(idsOf(await similar('community-cadre')).sort()).toEqual([inc(light), inc(offence)].sort());
  // They are shown it without its place, which they would find by asking from several sides.
  for (const who of ['dashboard', 'admin'] as const) expect(await similar(who), who).toEqual([]);
});

test.each([
  ['anonymous', {}, 'UNAUTHENTICATED'],
  ['resident', { location: null }, 'BAD_USER_INPUT'],
  ['resident', { location: { latitude: 99, longitude: 1 } }, 'BAD_USER_INPUT'],
  ['resident', { categoryId: 'cat_none' }, 'BAD_USER_INPUT'],
  ['resident', { title: ' ' }, 'BAD_USER_INPUT'],
  ['resident', { location: null, gridId: 'grd_01a2000000007000800000000000ffff', address: '\u2800\u200b' }, 'BAD_USER_INPUT'],
] as const)('%s asking with %j is told %s', async (who, input, code) => {
  expect(await similar(who as Name, input)).toBe(code);
});

test('of another jurisdiction there is nothing', async () => {
  const client = await town.as('community-cadre' as Name, '001');
  const { similarIncidents } = await client.data('query ($input: SimilarIncidentsInput!) { similarIncidents(input: $input) { state } }', {
    input: { categoryId: cat(town.category('STREET_LIGHT')), title: '路灯', location: HERE },
  });
  expect(similarIncidents).toEqual([]);
});
