import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { toldOf } from '../notifications/told.js';
import { attempt, done, type Verb } from './keep.js';

const today = '2026-11-25';
/** Five working days later: Friday 27 is made a day off. */
const publicUntil = '2026-12-03';
const cast = ['community-cadre', 'street-supervisor', 'resident', 'chief', 'grid-leader', 'admin', 'dashboard'] as const;

let app: App;
let who: Record<(typeof cast)[number], Client>;
let stranger: Client;
let community: string;
let person: string;

beforeAll(async () => {
  app = await startApp({ demoNow: new Date(`${today}T09:00:00+08:00`) });
  who = Object.fromEntries(await Promise.all(cast.map(async (name) => [name, await app.as(name)]))) as typeof who;
  stranger = await app.as('resident', '001');
  community = (await app.anonymous.data('{ organization(code: "000-C1") { id } }')).organization.id;
  const street = (await app.anonymous.data('{ organization(code: "000") { id } }')).organization.id;
  const dayOff = await who.admin.data('mutation ($input: SetCalendarDayInput!) { setCalendarDay(input: $input) { userErrors { code } } }', {
    input: { organizationId: street, date: '2026-11-27', kind: 'HOLIDAY' },
  });
  expect(dayOff.setCalendarDay.userErrors).toEqual([]);
  // A grid leader is on public notice: everybody sees, and so may put forward.
  person = (await who['grid-leader'].data('{ viewer { person { id } } }')).viewer.person.id;
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const nomination = { kind: 'ADVANCED_INDIVIDUAL', level: 'STREET', merits: '常年照顾独居老人' };
const nominate = (more: object = {}, client = who.resident): Promise<{ id: string }> =>
  done(client, 'nominateForHonour', { organizationId: community, personId: person, ...nomination, ...more });
const step = async (client: Client, verb: Verb, id: string, more: object = {}) => (await attempt(client, verb, { id, ...more })).outcome;
/** Made public so many days ago, of which the last was the end of the time for objections. */
const madePublic = async (ended: boolean): Promise<string> => {
  const { id } = await nominate();
  for (const verb of ['reviewHonour', 'publiciseHonour'] as const) expect(await step(who['community-cadre'], verb, id)).toBe('DONE');
  if (ended)
    await app.database.query(`update honour set publicised_on = '2026-01-05', public_until = '2026-01-12' where id = $1`, [
      id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    ]);
  return id;
};

describe('a nomination', () => {
  test('puts one person, household, team or organisation forward, never oneself', async () => {
    const team = (await done(who['community-cadre'], 'createTeam', { organizationId: community, name: '先进队', kind: 'OTHER' })).id;
    const { id } = await nominate({ personId: undefined, teamId: team, kind: 'OUTSTANDING_TEAM' });
    const { honour } = await who['community-cadre'].data(
      'query ($id: ID!) { honour(id: $id) { nomineeName person { id } team { id } state merits nominatedBy { id } history { nodes { verb to } } } }',
      { id },
    );
    expect(honour).toMatchObject({
      ...{ nomineeName: '先进队', person: null, team: { id: team }, state: 'NOMINATED', merits: nomination.merits },
      history: { nodes: [{ verb: 'nominateForHonour', to: 'NOMINATED' }] },
    });
    const tried = async (client: Client, more: object) =>
      (await attempt(client, 'nominateForHonour', { organizationId: community, ...nomination, ...more })).outcome;
    expect(await tried(who['grid-leader'], { personId: person })).toBe('INVALID personId');
    expect(await tried(who.resident, {})).toBe('INVALID personId');
    expect(await tried(who.resident, { personId: person, teamId: team })).toBe('INVALID personId');
    expect(await tried(who.resident, { unitId: community })).toBe('DONE');
    expect(await tried(who.dashboard, { unitId: community })).toBe('FORBIDDEN');
    expect(await tried(stranger, { unitId: community })).toBe('FORBIDDEN');
  });

  test('is decided on in its community by others than who made it', async () => {
    const { id } = await nominate();
    expect(await step(who['grid-leader'], 'reviewHonour', id)).toBe('NOT_FOUND');
    expect(await step(who.resident, 'reviewHonour', id)).toBe('FORBIDDEN');
    expect(await step(who.admin, 'reviewHonour', id)).toBe('NOT_FOUND');
    const own = await nominate({}, who['community-cadre']);
    expect(await step(who['community-cadre'], 'reviewHonour', own.id)).toBe('FORBIDDEN');
    expect(await step(who['street-supervisor'], 'reviewHonour', own.id)).toBe('DONE');
  });

  test('may be rejected until it is awarded, with a reason', async () => {
    const { id } = await nominate();
    expect(await step(who['community-cadre'], 'rejectHonour', id, { reason: ' ' })).toBe('REQUIRED reason');
    expect(await step(who['community-cadre'], 'rejectHonour', id, { reason: '事迹不实' })).toBe('DONE');
    expect(await step(who['community-cadre'], 'reviewHonour', id)).toBe('WRONG_STATE id');
  });
});

describe('an honour', () => {
  test('is public for five working days, and then awarded', async () => {
    const id = await madePublic(false);
    const cadre = who['community-cadre'];
    const { honour } = await who.chief.data('query ($id: ID!) { honour(id: $id) { state publicisedOn publicUntil nominatedBy { id } } }', {
      id,
    });
    expect(honour).toEqual({ state: 'PUBLICISED', publicisedOn: today, publicUntil, nominatedBy: null });
    expect(await step(cadre, 'awardHonour', id)).toBe('WRONG_STATE id');
    const { viewerActions } = (await cadre.data('query ($id: ID!) { honour(id: $id) { viewerActions { verb allowed reason } } }', { id }))
      .honour;
    const award = viewerActions.find(({ verb }: { verb: string }) => verb === 'awardHonour');
    expect(award).toEqual({ verb: 'awardHonour', allowed: false, reason: `Objections are heard until ${publicUntil}.` });

    const over = await madePublic(true);
    expect((await done(cadre, 'awardHonour', { id: over }, 'state awardedOn')).awardedOn).toBe(today);
    expect(await step(cadre, 'rejectHonour', over, { reason: '撤' })).toBe('WRONG_STATE id');
    expect(await toldOf(who['grid-leader'], over)).toEqual(['HONOUR_AWARDED']);
  });

  test('is not awarded while an objection is open, nor after one was upheld', async () => {
    const cadre = who['community-cadre'];
    for (const [isUpheld, outcome] of [
      [false, 'DONE'],
      [true, 'WRONG_STATE id'],
    ] as const) {
      const id = await madePublic(false);
      const objection = await done(who.chief, 'objectToHonour', { honourId: id, text: '情况不属实' }, 'id state');
      expect(objection.state).toBe('OPEN');
      expect((await attempt(who.chief, 'objectToHonour', { honourId: id, text: '再说一次' })).outcome).toBe('INVALID honourId');
      await app.database.query(`update honour set publicised_on = '2026-01-05', public_until = '2026-01-12' where state = 'PUBLICISED'`);
      expect((await attempt(who.resident, 'objectToHonour', { honourId: id, text: '晚了' })).outcome).toBe('WRONG_STATE honourId');
      expect(await step(cadre, 'awardHonour', id)).toBe('WRONG_STATE id');
      expect((await attempt(who.chief, 'decideObjection', { id: objection.id, isUpheld, decision: '自己定' })).outcome).toBe('FORBIDDEN');
      await done(cadre, 'decideObjection', { id: objection.id, isUpheld, decision: '已核实' });
      expect((await attempt(cadre, 'decideObjection', { id: objection.id, isUpheld, decision: '再定' })).outcome).toBe('WRONG_STATE id');
      expect(await step(cadre, 'awardHonour', id)).toBe(outcome);
    }
  });

  test('an objection is shown to who made it and who decides, to nobody else', async () => {
    const id = await madePublic(false);
    await done(who.chief, 'objectToHonour', { honourId: id, text: '请复核' });
    const seenBy = async (client: Client) =>
      (await client.data('query ($id: ID!) { honour(id: $id) { objections { totalCount nodes { text } } } }', { id })).honour?.objections
        .totalCount;
    expect([await seenBy(who.chief), await seenBy(who['community-cadre'])]).toEqual([1, 1]);
    expect([await seenBy(who.resident), await seenBy(who.admin)]).toEqual([0, 0]);
    expect([await seenBy(stranger), await seenBy(app.anonymous)]).toEqual([undefined, undefined]);
  });
});
