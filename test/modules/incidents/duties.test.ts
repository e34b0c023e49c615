import { afterAll, beforeAll, expect, test } from 'vitest';
import { cat, historyOf, inc, type Name, openTown, org, type Row, type Town, uuid } from './town.js';

/** Duty lists (domain row 99): what a level has to do, in versions; what was dispatched against them is refused with the list as the reason. */

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

async function publish(who: Name, input: object) {
  const { data, errors } = await (await town.as(who)).ask(
    `mutation ($input: PublishDutyListInput!) { publishDutyList(input: $input) { dutyList { number own { code } assist { code } notOurs { code } } userErrors { code path } } }`,
    { input: { organizationId: org(town.seat('000')), level: 'PROPERTY_COMPANY', ...input } },
  );
  return errors ? errors[0]!.extensions!.code : (data.publishDutyList.userErrors[0] ?? data.publishDutyList.dutyList);
}
async function refuse(who: Name, id: string): Promise<string> {
  const { data, errors } = await (await town.as(who)).ask(
    'mutation ($input: RefuseDispatchInput!) { refuseDispatch(input: $input) { userErrors { code } } }',
    { input: { id: inc(id) } },
  );
  return errors?.[0]?.extensions?.code ?? data.refuseDispatch.userErrors[0]?.code ?? 'DONE';
}
/** With the property company, to which the community sent it. */
async function sent(row: Partial<Row> = {}): Promise<string> {
  const id = uuid();
  const away = { holder_id: town.seat('000-PM1'), previous_holder_id: town.seat('000-C1'), assignee_id: null };
  await town.write([{ id, state: 'DISPATCHED', category_id: town.category('GAS_HAZARD'), ...away, ...row }]);
  return id;
}
const [light, gas] = ['STREET_LIGHT', 'GAS_HAZARD'];

test('a dispatch is refused by the list that holds, and by none before or after', async () => {
  const id = await sent();
  expect(await refuse('property-staff', id)).toBe('WRONG_STATE');
  expect(await publish('street-supervisor', { ownIds: [cat(town.category(light))], notOursIds: [cat(town.category(gas))] })).toEqual({
    ...{ number: 1, own: [{ code: light }], assist: [], notOurs: [{ code: gas }] },
  });
  expect(await refuse('community-cadre', id)).toBe('FORBIDDEN');
  expect(await refuse('neighbour', id)).toBe('NOT_FOUND');
  expect(await refuse('property-staff', id)).toBe('DONE');
  const [step] = (await historyOf(town, [id])).slice(-1);
  expect(step).toMatchObject({ kind: 'RETURNED', to_state: 'RETURNED', note: expect.stringContaining('no. 1') });
  const [row] = await town.query('select holder_id, previous_holder_id from incident where id = $1', [id]);
  expect(row).toEqual({ holder_id: town.seat('000-C1'), previous_holder_id: null });

  expect(await publish('street-supervisor', { assistIds: [cat(town.category(gas))] })).toMatchObject({ number: 2, notOurs: [] });
  expect(await refuse('property-staff', await sent())).toBe('WRONG_STATE');
});

test('what was not sent, has begun, or is of another category stays', async () => {
  await publish('street-supervisor', { notOursIds: [cat(town.category(gas))] });
  expect(await refuse('property-staff', await sent({ category_id: town.category(light) }))).toBe('WRONG_STATE');
  expect(await refuse('property-staff', await sent({ state: 'IN_PROGRESS' }))).toBe('WRONG_STATE');
  expect(await refuse('property-staff', await sent())).toBe('DONE');
});

test('lists are published by administrators and street officers, a category in one of three, and numbered without gaps', async () => {
  expect(await publish('community-cadre', {})).toBe('FORBIDDEN');
  const both = { ownIds: [cat(town.category(gas))], assistIds: [cat(town.category(gas))] };
  expect(await publish('admin', both)).toEqual({ code: 'INVALID', path: ['assistIds'] });
  expect(await publish('admin', { ownIds: [cat(town.category(gas, '001'))] })).toEqual({ code: 'INVALID', path: ['ownIds'] });
  const made = await Promise.all(Array.from({ length: 6 }, () => publish('admin', { level: 'STREET_OFFICE' })));
  expect(made.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('who signed in reads them, nobody else does', async () => {
  const read = '{ organization(code: "000") { dutyLists { level number } } }';
  const { organization } = await (await town.as('resident')).data(read);
  expect(organization.dutyLists).toContainEqual({ level: 'COMMUNITY', number: 2 });
  expect((await town.app.anonymous.data(read)).organization.dutyLists).toEqual([]);
});
