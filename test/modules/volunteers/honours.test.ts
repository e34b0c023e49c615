import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseId, publicId } from '../../../src/kernel/ids.js';
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
/** A household that somebody belongs to. */
const householdOf = async (client: Client): Promise<string> => {
  const { id } = (await client.data('{ viewer { person { id } } }')).viewer.person;
  const [household] = await app.database.query<{ id: string }>(
    'select household_id as id from household_member where person_id = $1 and valid_to is null',
    [parseId(id)!.uuid],
  );
  return publicId('Household', household!.id);
};
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
    const unit = { unitId: community, kind: 'ADVANCED_UNIT' };
    expect(await tried(who.resident, unit)).toBe('DONE');
    expect(await tried(who.dashboard, unit)).toBe('FORBIDDEN');
    expect(await tried(stranger, unit)).toBe('FORBIDDEN');
  });

  test('puts forward whom its kind is for: a household for a household honour, a team for a team honour', async () => {
    const nominees = {
      personId: person,
      householdId: await householdOf(who['grid-leader']),
      teamId: (await done(who['community-cadre'], 'createTeam', { organizationId: community, name: '各类队', kind: 'OTHER' })).id,
      unitId: community,
    };
    const all = Object.keys(nominees);
    const kinds = {
      ...{
        FIVE_STAR_CIVILISED_HOUSEHOLD: ['householdId'],
        MEIDE_YINGZHOU_GOOD_PERSON: ['personId'],
        MOST_BEAUTIFUL_CHONGMING: ['personId'],
      },
      ...{ FIVE_GOOD_COMMUNITY: ['unitId'], ADVANCED_UNIT: ['unitId'], ADVANCED_INDIVIDUAL: ['personId'], OUTSTANDING_TEAM: ['teamId'] },
      ...{ ADVANCED_DEED: all, OTHER: all },
    };
    for (const [kind, fields] of Object.entries(kinds))
      for (const [field, id] of Object.entries(nominees)) {
        const input = { organizationId: community, ...nomination, kind, [field]: id };
        const { outcome } = await attempt(who['community-cadre'], 'nominateForHonour', input);
        expect(outcome, `${kind} ${field}`).toBe(fields.includes(field) ? 'DONE' : `INVALID ${field}`);
      }
  });

  test('may be of officials, and of fellow members of a team, whom one sees nowhere else', async () => {
    const idOf = async (client: Client) => (await client.data('{ viewer { person { id } } }')).viewer.person.id as string;
    const tried = async (personId: string) =>
      (await attempt(who.resident, 'nominateForHonour', { organizationId: community, personId, ...nomination })).outcome;
    expect(await tried(await idOf(who['street-supervisor']))).toBe('DONE');
    const teamId = (await done(who['community-cadre'], 'createTeam', { organizationId: community, name: '同队', kind: 'OTHER' })).id;
    const [fellow] = await app.database.query<{ id: string }>(
      `with fellow as (select p.* from person p where p.place is not null and p.jurisdiction_id = (select id from organization where code = '000')
           and not exists (select from volunteer where person_id = p.id) and not exists (select from appointment where person_id = p.id)
           and exists (select from household_member where person_id = p.id) order by p.id desc limit 1),
         someone as (insert into volunteer (id, jurisdiction_id, person_id, number, state, place)
           select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, id, '000-T1', 'ACTIVE', place from fellow returning *)
       insert into team_membership (id, jurisdiction_id, team_id, volunteer_id, person_id, state, valid_from, place)
       select (left(gen_random_uuid()::text, 32) || '0001')::uuid, someone.jurisdiction_id, team.id, someone.id, person_id, 'ACTIVE', $2, team.place
       from someone, volunteer_team team where team.id = $1 returning person_id as id`,
      [parseId(teamId)!.uuid, today],
    );
    const personId = publicId('Person', fellow!.id);
    const { id } = await done(who.resident, 'joinTeam', { teamId });
    expect(await tried(personId)).toBe('NOT_FOUND');
    await done(who['community-cadre'], 'admitMember', { id });
    expect(await tried(personId)).toBe('DONE');
  });

  test('is decided on by nobody whom it is about, and neither are objections to it: not by the nominator, nominee, leader, household or staff', async () => {
    const cadre = who['community-cadre'];
    const { id: cadreId } = (await cadre.data('{ viewer { person { id } } }')).viewer.person;
    const teamId = (await done(cadre, 'createTeam', { organizationId: community, name: '干部队', kind: 'OTHER' })).id;
    const { id: membershipId } = await done(cadre, 'joinTeam', { teamId });
    // Nobody admits and appoints themselves: that was somebody else.
    await app.database.query(`update team_membership set state = 'ACTIVE', role = 'LEADER', valid_from = '2026-01-01' where id = $1`, [
      parseId(membershipId)!.uuid,
    ]);
    await app.database.query(`update volunteer set state = 'ACTIVE' where person_id = $1`, [parseId(cadreId)!.uuid]);
    const household = { householdId: await householdOf(who['grid-leader']) };
    await app.database.query(
      `insert into household_member (id, jurisdiction_id, household_id, person_id, relation, valid_from)
       select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, id, $2, 'OTHER_RELATIVE', '2026-01-01' from household where id = $1`,
      [parseId(household.householdId)!.uuid, parseId(cadreId)!.uuid],
    );
    const honours = [
      await nominate({}, cadre),
      await nominate({ personId: cadreId }),
      await nominate({ personId: undefined, teamId, kind: 'OUTSTANDING_TEAM' }),
      await nominate({ personId: undefined, unitId: community, kind: 'ADVANCED_UNIT' }),
      await nominate({ personId: undefined, ...household, kind: 'FIVE_STAR_CIVILISED_HOUSEHOLD' }, who['grid-leader']),
    ];
    for (const { id } of honours) {
      const decided = async (verb: Verb, more: object = {}, row = id) => {
        expect(await step(cadre, verb, row, more), verb).toBe('SELF_VERIFICATION id');
        expect(await step(who['street-supervisor'], verb, row, more), verb).toBe('DONE');
      };
      await decided('reviewHonour');
      await decided('publiciseHonour');
      const objection = await done(who.chief, 'objectToHonour', { honourId: id, text: '请核实' });
      await decided('decideObjection', { isUpheld: false, decision: '已核实' }, objection.id);
      const own = await done(who['street-supervisor'], 'objectToHonour', { honourId: id, text: '请再核' });
      expect(await step(who['street-supervisor'], 'decideObjection', own.id, { isUpheld: false, decision: '自己定' })).toBe(
        'SELF_VERIFICATION id',
      );
      await app.database.query(`update honour_objection set state = 'DISMISSED' where state = 'OPEN'`);
      await app.database.query(`update honour set publicised_on = '2026-01-05', public_until = '2026-01-12' where state = 'PUBLICISED'`);
      await decided('awardHonour');
    }
  });

  test('is decided on in its community by others than who made it', async () => {
    const { id } = await nominate();
    expect(await step(who['grid-leader'], 'reviewHonour', id)).toBe('NOT_FOUND');
    expect(await step(who.resident, 'reviewHonour', id)).toBe('FORBIDDEN');
    expect(await step(who.admin, 'reviewHonour', id)).toBe('NOT_FOUND');
    const own = await nominate({}, who['community-cadre']);
    expect(await step(who['community-cadre'], 'reviewHonour', own.id)).toBe('SELF_VERIFICATION id');
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
