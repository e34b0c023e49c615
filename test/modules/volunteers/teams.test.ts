import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dayOf } from '../../../src/kernel/clock.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { toldOf } from '../notifications/told.js';
import { attempt, done } from './keep.js';

const today = dayOf(new Date());
const cast = [
  'community-cadre',
  'resident',
  'chief',
  'grid-worker',
  'grid-leader',
  'street-supervisor',
  'admin',
  'police',
  'dashboard',
] as const;

let app: App;
let who: Record<(typeof cast)[number], Client>;
let stranger: Client;
let community: string;
let names = 0;

beforeAll(async () => {
  app = await startApp();
  who = Object.fromEntries(await Promise.all(cast.map(async (name) => [name, await app.as(name)]))) as typeof who;
  stranger = await app.as('community-cadre', '001');
  community = (await app.anonymous.data('{ organization(code: "000-C1") { id } }')).organization.id;
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const personOf = async (client: Client): Promise<string> => (await client.data('{ viewer { person { id } } }')).viewer.person.id;
const newTeam = (more: object = {}) =>
  done(
    who['community-cadre'],
    'createTeam',
    { organizationId: community, name: `试验队${++names}`, kind: 'OTHER', ...more },
    'id name version',
  );
const apply = (client: Client, teamId: string) => done(client, 'joinTeam', { teamId }, 'id state from volunteer { id state }');
interface Belongs {
  readonly team: string;
  readonly membership: string;
}
/** A team that somebody belongs to. */
const joined = async (client: Client): Promise<Belongs> => {
  const team = await newTeam();
  const { id } = await apply(client, team.id);
  await done(who['community-cadre'], 'admitMember', { id });
  return { team: team.id as string, membership: id as string };
};
const sizeOf = async (team: string, asOf?: string): Promise<number> =>
  (await who.resident.data('query ($id: ID!, $asOf: Date) { volunteerTeam(id: $id) { size(asOf: $asOf) } }', { id: team, asOf }))
    .volunteerTeam.size;
const forget = (client: string) =>
  app.database.query(
    `with gone as (delete from team_membership where person_id = (select person_id from account where subject = $1))
     delete from volunteer where person_id = (select person_id from account where subject = $1)`,
    [`${client}@000`],
  );

describe('a team', () => {
  test('is joined by nobody on their own decision, and nobody appoints themselves to lead it', async () => {
    const cadre = who['community-cadre'];
    const { id: team } = await newTeam();
    const { id } = await apply(cadre, team);
    expect((await attempt(cadre, 'admitMember', { id })).outcome).toBe('SELF_VERIFICATION id');
    await app.database.query(`update team_membership set state = 'ACTIVE', valid_from = '2026-01-01' where id = $1`, [id.slice(4)]);
    expect((await attempt(cadre, 'appointTeamLeader', { id: team, membershipId: id })).outcome).toBe('FORBIDDEN');
    await forget('community-cadre');
  });

  test('is created below an organisation, with a leader who is its first member', async () => {
    const leaderId = await personOf(who['grid-leader']);
    const team = await done(
      who['community-cadre'],
      'createTeam',
      { organizationId: community, name: '红娘队', kind: 'MATCHMAKING', introduction: '牵线', leaderId, foundedOn: '2020-02-29' },
      'name kind state foundedOn introduction leader { id } leaderName size organization { id } members { nodes { role state from person { id } } } history { nodes { verb to } }',
    );
    const from = today;
    expect(team).toMatchObject({
      ...{ name: '红娘队', kind: 'MATCHMAKING', state: 'ACTIVE', foundedOn: '2020-02-29', introduction: '牵线', size: 1 },
      ...{ leader: { id: leaderId }, organization: { id: community } },
      members: { nodes: [{ role: 'LEADER', state: 'ACTIVE', from, person: { id: leaderId } }] },
      history: { nodes: [{ verb: 'createTeam', to: 'ACTIVE' }] },
    });
    expect(team.leaderName).not.toContain('*');
  });

  test.each([
    ['resident', 'FORBIDDEN'],
    ['grid-leader', 'FORBIDDEN'],
    ['dashboard', 'FORBIDDEN'],
    ['street-supervisor', 'DONE'],
    ['admin', 'DONE'],
    ['community-cadre', 'DONE'],
  ] as const)('%s creates one: %s', async (name, outcome) => {
    expect((await attempt(who[name], 'createTeam', { organizationId: community, name: `新队${++names}`, kind: 'OTHER' })).outcome).toBe(
      outcome,
    );
  });

  test('has a name of its own in its organisation, lies in a grid of it, and works from a station that is open', async () => {
    const { name } = await newTeam();
    const data = await who.admin.data(
      '{ here: grid(code: "000-G01") { id volunteerTeams { nodes { id } } } there: grid(code: "001-C1-G01") { id } organization(code: "001") { stations(first: 1) { nodes { id } } } }',
    );
    const tried = async (more: object) =>
      (await attempt(who['community-cadre'], 'createTeam', { organizationId: community, name: `新队${++names}`, kind: 'OTHER', ...more }))
        .outcome;
    expect(await tried({ name })).toBe('INVALID name');
    expect(await tried({ gridId: data.there.id })).toBe('INVALID gridId');
    expect(await tried({ stationId: data.organization.stations.nodes[0].id })).toBe('INVALID stationId');
    const { id } = await newTeam({ gridId: data.here.id });
    const after = await who.resident.data('{ grid(code: "000-G01") { volunteerTeams { nodes { id } } } }');
    expect(after.grid.volunteerTeams.nodes.map((team: { id: string }) => team.id)).toContain(id);
  });

  test('is renamed, unless the name is taken or it is gone', async () => {
    const [one, other] = [await newTeam(), await newTeam()];
    const cadre = who['community-cadre'];
    expect((await attempt(cadre, 'renameTeam', { id: one.id, name: other.name })).outcome).toBe('INVALID name');
    expect((await done(cadre, 'renameTeam', { id: one.id, name: '新名字' }, 'name')).name).toBe('新名字');
    expect((await attempt(cadre, 'renameTeam', { id: one.id, name: '再改', version: one.version })).outcome).toBe('CONFLICT id');
    await done(cadre, 'dissolveTeam', { id: one.id, reason: '合并' });
    expect((await attempt(cadre, 'renameTeam', { id: one.id, name: '再改' })).outcome).toBe('WRONG_STATE id');
  });

  test('lets its members go when it is dissolved; they still see it, others do not', async () => {
    const { team, membership } = await joined(who.chief);
    const waiting = await apply(who.police, team);
    await done(who['community-cadre'], 'dissolveTeam', { id: team, reason: '人手不足' });
    const ask = 'query ($id: ID!) { volunteerTeam(id: $id) { state dissolvedOn size viewerMembership { id } } }';
    expect((await who.chief.data(ask, { id: team })).volunteerTeam).toEqual({
      state: 'DISSOLVED',
      dissolvedOn: today,
      size: 0,
      viewerMembership: null,
    });
    expect((await who.resident.data(ask, { id: team })).volunteerTeam).toBeNull();
    const { nodes } = await who['community-cadre'].data(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on TeamMembership { state to } } }',
      {
        ids: [membership, waiting.id],
      },
    );
    expect(nodes).toEqual([
      { state: 'ENDED', to: today },
      { state: 'ENDED', to: null },
    ]);
    expect((await attempt(who.chief, 'joinTeam', { teamId: team })).outcome).toBe('WRONG_STATE teamId');
  });

  test('goes with its organisation', async () => {
    const { id: organizationId } = await done(who.admin, 'createOrganization', {
      parentId: community,
      code: '000-VT1',
      name: '会',
      kind: 'SOCIAL_ORGANIZATION',
    });
    const team = await newTeam({ organizationId });
    await done(who.admin, 'dissolveOrganization', { id: organizationId });
    expect((await who.admin.data('query ($id: ID!) { volunteerTeam(id: $id) { state } }', { id: team.id })).volunteerTeam.state).toBe(
      'DISSOLVED',
    );
  });
});

describe('who joins', () => {
  test('applies, is admitted, and is a volunteer from then on', async () => {
    await forget('resident');
    const team = await newTeam();
    const membership = await done(
      who.resident,
      'joinTeam',
      { teamId: team.id, skills: ['REPAIR', 'DRIVING'], note: '周末有空' },
      'id state from volunteer { id number skills state }',
    );
    expect(membership).toMatchObject({ state: 'APPLIED', from: null, volunteer: { skills: ['REPAIR', 'DRIVING'], state: 'APPLIED' } });
    expect(membership.volunteer.number).toMatch(/^000-V\d{8}-\d{6}$/);
    expect(await sizeOf(team.id)).toBe(0);
    const admitted = await done(
      who['community-cadre'],
      'admitMember',
      { id: membership.id },
      'state from volunteer { state } history { nodes { verb note } }',
    );
    expect(admitted).toEqual({
      ...{ state: 'ACTIVE', from: today, volunteer: { state: 'ACTIVE' } },
      history: {
        nodes: [
          { verb: 'joinTeam', note: '周末有空' },
          { verb: 'admitMember', note: null },
        ],
      },
    });
    expect(await sizeOf(team.id)).toBe(1);
    expect(await toldOf(who.resident, membership.id)).toEqual(['ADMITTED_TO_TEAM']);
  });

  test('applies once, and not where they belong already; a client belongs nowhere', async () => {
    const team = await newTeam();
    const { id } = await apply(who.chief, team.id);
    expect((await attempt(who.chief, 'joinTeam', { teamId: team.id })).outcome).toBe('INVALID teamId');
    await done(who['community-cadre'], 'admitMember', { id });
    expect((await attempt(who.chief, 'joinTeam', { teamId: team.id })).outcome).toBe('INVALID teamId');
    expect((await attempt(who.dashboard, 'joinTeam', { teamId: team.id })).outcome).toBe('FORBIDDEN');
    expect((await attempt(stranger, 'joinTeam', { teamId: team.id })).outcome).toBe('NOT_FOUND');
  });

  test('is admitted by the leader of the team as well, not by a leader of another', async () => {
    const { team, membership } = await joined(who['grid-worker']);
    await done(who['community-cadre'], 'appointTeamLeader', { id: team, membershipId: membership });
    const other = await joined(who.police);
    await done(who['community-cadre'], 'appointTeamLeader', { id: other.team, membershipId: other.membership });
    const { id } = await apply(who.chief, team);
    // Who leads no team here does not see who has applied; who has applied cannot admit.
    expect((await attempt(who.police, 'admitMember', { id })).outcome).toBe('NOT_FOUND');
    expect((await attempt(who.chief, 'admitMember', { id })).outcome).toBe('FORBIDDEN');
    expect((await attempt(who['street-supervisor'], 'admitMember', { id })).outcome).toBe('FORBIDDEN');
    await done(who['grid-worker'], 'admitMember', { id });
    expect((await attempt(who['grid-worker'], 'admitMember', { id })).outcome).toBe('WRONG_STATE id');
  });

  test('may be declined with a reason, apply again, and leave again', async () => {
    const team = await newTeam();
    const first = await apply(who.chief, team.id);
    expect((await attempt(who['community-cadre'], 'declineMember', { id: first.id, reason: ' ' })).outcome).toBe('REQUIRED reason');
    expect((await done(who['community-cadre'], 'declineMember', { id: first.id, reason: '已满员' }, 'state')).state).toBe('DECLINED');
    const second = await apply(who.chief, team.id);
    expect((await done(who.chief, 'leaveTeam', { id: second.id }, 'state from to')).from).toBeNull();
    const third = await apply(who.chief, team.id);
    await done(who['community-cadre'], 'admitMember', { id: third.id });
    expect(await done(who.chief, 'leaveTeam', { id: third.id }, 'state from to')).toEqual({ state: 'ENDED', from: today, to: today });
    expect(await sizeOf(team.id)).toBe(0);
  });

  test('is removed by others, and leaves by themselves', async () => {
    const { membership } = await joined(who.chief);
    expect((await attempt(who['community-cadre'], 'leaveTeam', { id: membership })).outcome).toBe('FORBIDDEN');
    expect((await attempt(who.chief, 'removeMember', { id: membership, reason: '不想' })).outcome).toBe('FORBIDDEN');
    expect((await done(who['community-cadre'], 'removeMember', { id: membership, reason: '长期缺席' }, 'state')).state).toBe('ENDED');
  });
});

test.each([
  ['removed', (team: Belongs) => done(who['community-cadre'], 'removeMember', { id: team.membership, reason: '长期缺席' }, 'id')],
  ['gone', (team: Belongs) => done(who.resident, 'leaveTeam', { id: team.membership }, 'id')],
  ['without the team', (team: Belongs) => done(who['community-cadre'], 'dissolveTeam', { id: team.team, reason: '任务完成' }, 'id')],
])('who is admitted has the role of a volunteer at the place of the team, until they are %s', async (_how, end) => {
  await forget('resident');
  const volunteersAt = async () => {
    await app.caughtUp();
    const { viewer } = await who.resident.data('{ viewer { roles { role scope { ... on Organization { id } } } } }');
    return viewer.roles.filter(({ role }: { role: string }) => role === 'VOLUNTEER').map(({ scope }: { scope: unknown }) => scope);
  };
  // What was deleted by hand is noticed after some seconds.
  await vi.waitFor(async () => expect(await volunteersAt()).toEqual([]), { timeout: 30_000, interval: 200 });
  const team = await newTeam();
  const { id } = await apply(who.resident, team.id);
  expect(await volunteersAt()).toEqual([]);
  await done(who['community-cadre'], 'admitMember', { id });
  expect(await volunteersAt()).toEqual([{ id: community }]);
  // It shows no figures: those are for posts.
  expect(
    (
      await who.resident.ask(
        'query ($id: ID!) { organization(id: $id) { statistics(period: { from: "2026-01-01", to: "2026-02-01" }) { asOf } } }',
        { id: community },
      )
    ).data.organization,
  ).toEqual({ statistics: null });
  await end({ team: team.id, membership: id });
  expect(await volunteersAt()).toEqual([]);
});

describe('a leader', () => {
  test('is a current member, one at a time; who leaves leads no longer', async () => {
    const { team, membership } = await joined(who.chief);
    const other = await apply(who.police, team);
    const cadre = who['community-cadre'];
    const lead = (membershipId: string) =>
      attempt(cadre, 'appointTeamLeader', { id: team, membershipId }, 'leader { id } members { nodes { id role } }');
    expect((await lead(other.id)).outcome).toBe('INVALID membershipId');
    expect((await lead(membership)).entity.leader.id).toBe(await personOf(who.chief));
    await done(cadre, 'admitMember', { id: other.id });
    const { entity } = await lead(other.id);
    expect(entity.leader.id).toBe(await personOf(who.police));
    expect(entity.members.nodes.map(({ role }: { role: string }) => role).sort()).toEqual(['LEADER', 'MEMBER']);
    await done(who.police, 'leaveTeam', { id: other.id });
    const ask = 'query ($id: ID!) { volunteerTeam(id: $id) { leader { id } leaderName } }';
    expect((await who.resident.data(ask, { id: team })).volunteerTeam).toEqual({ leader: null, leaderName: null });
  });
});

describe('members', () => {
  test('are known by name to each other and to staff, to nobody else; a phone to nobody', async () => {
    const { team } = await joined(who.resident);
    const { id } = await apply(who.police, team);
    await done(who['community-cadre'], 'admitMember', { id });
    const ask = 'query ($id: ID!) { volunteerTeam(id: $id) { size members { totalCount nodes { memberName person { phone } } } } }';
    const seenBy = async (client: Client) => (await client.data(ask, { id: team })).volunteerTeam;
    for (const client of [who.resident, who.police, who['community-cadre']]) {
      const { members } = await seenBy(client);
      expect(members.totalCount).toBe(2);
      for (const { memberName, person } of members.nodes) {
        expect(memberName).not.toContain('*');
        expect(person.phone ?? '****').toContain('****');
      }
    }
    expect(await seenBy(who.chief)).toEqual({ size: 2, members: { totalCount: 0, nodes: [] } });
    expect(await seenBy(stranger)).toBeNull();
    expect((await app.anonymous.data(ask, { id: team })).volunteerTeam).toBeNull();
  });

  test('were as many on a day as belonged then; growth is the difference by the earlier number', async () => {
    const team = await newTeam({ foundedOn: '2020-01-01' });
    const people = await app.database.query<{ id: string }>(
      `select id from person where jurisdiction_id = (select id from organization where code = '000') and not exists (select from volunteer where person_id = person.id) order by id limit 5`,
    );
    const spans = [
      ['2020-01-01', null],
      ['2020-01-01', '2021-01-01'],
      ['2021-06-01', null],
      ['2021-06-01', null],
      ['2022-01-01', null],
    ] as const;
    for (const [n, { id }] of people.entries())
      await app.database.query(
        `with someone as (insert into volunteer (id, jurisdiction_id, person_id, number, state, place)
           select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, id, '000-T' || $2, 'ACTIVE', place from person where id = $1 returning id, jurisdiction_id)
         insert into team_membership (id, jurisdiction_id, team_id, volunteer_id, person_id, state, valid_from, valid_to, place)
         select (left(gen_random_uuid()::text, 32) || '0001')::uuid, someone.jurisdiction_id, team.id, someone.id, $1, $5, $3, $4, team.place
         from someone, volunteer_team team where team.name = $6`,
        [id, n, spans[n]![0], spans[n]![1], spans[n]![1] ? 'ENDED' : 'ACTIVE', team.name],
      );
    const sizes = await Promise.all(
      ['2019-12-31', '2020-01-01', '2020-12-31', '2021-01-01', '2021-06-01', today].map((day) => sizeOf(team.id, day)),
    );
    expect(sizes).toEqual([0, 2, 2, 1, 3, 4]);
    const growth = async (from: string, to: string) =>
      (
        await who.resident.data(
          'query ($id: ID!, $from: Date!, $to: Date!) { volunteerTeam(id: $id) { growth(from: $from, to: $to) { from to value definition { key } } } }',
          {
            ...{ id: team.id, from, to },
          },
        )
      ).volunteerTeam.growth;
    const definition = { key: 'volunteer.growth' };
    expect(await growth('2020-01-01', today)).toEqual({ from: 2, to: 4, value: 1, definition });
    expect(await growth('2020-01-01', '2021-01-01')).toEqual({ from: 2, to: 1, value: -0.5, definition });
    expect(await growth('2019-01-01', today)).toEqual({ from: 0, to: 4, value: null, definition });
  });
});

describe('a volunteer', () => {
  const update = (client: Client, id: string, input: object) =>
    attempt(
      client,
      'updateVolunteer',
      { id, ...input },
      'skills expert certificates { name issuedOn expiresOn } availability { weekday from to }',
    );

  test('says what they can do and when; cadres name experts, nobody themselves', async () => {
    const { membership } = await joined(who.resident);
    const { nodes } = await who.resident.data('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on TeamMembership { volunteer { id } } } }', {
      ids: [membership],
    });
    const { id } = nodes[0].volunteer;
    const sunday = { weekday: 'SUNDAY', from: '14:00', to: '18:00' };
    const monday = { weekday: 'MONDAY', from: '08:00', to: '09:30' };
    const certificates = [{ name: '急救员证', issuedOn: '2024-01-01', expiresOn: null }];
    const { entity } = await update(who.resident, id, { skills: ['FIRST_AID', 'SPORTS'], availability: [sunday, monday], certificates });
    expect(entity).toEqual({ skills: ['FIRST_AID', 'SPORTS'], expert: false, certificates, availability: [monday, sunday] });
    expect((await update(who.resident, id, { expert: true })).outcome).toBe('FORBIDDEN');
    expect((await update(who['community-cadre'], id, { expert: true })).entity).toMatchObject({
      expert: true,
      skills: ['FIRST_AID', 'SPORTS'],
    });
    expect((await update(who.resident, id, { availability: [sunday, { ...sunday, from: '17:00', to: '19:00' }] })).outcome).toBe(
      'INVALID availability',
    );
    expect((await update(who.resident, id, { availability: [{ ...sunday, from: '9:00' }] })).outcome).toBe('INVALID availability.0.from');
    const expired = { name: '急救员证', issuedOn: '2024-01-01', expiresOn: '2023-12-31' };
    expect((await update(who.resident, id, { certificates: [expired] })).outcome).toBe('INVALID certificates.0.expiresOn');

    const found = async (client: Client, filter: string): Promise<boolean> =>
      (await client.data(`{ volunteers(first: 100, filter: ${filter}) { nodes { id } } }`)).volunteers.nodes.some(
        (one: { id: string }) => one.id === id,
      );
    for (const [filter, isFound] of [
      ['{ skills: [FIRST_AID, LEGAL], expert: true }', true],
      ['{ skills: [LEGAL] }', false],
      ['{ freeAt: { weekday: SUNDAY, from: "15:00", to: "18:00" } }', true],
      ['{ freeAt: { weekday: SUNDAY, from: "13:30", to: "15:00" } }', false],
      ['{ freeAt: { weekday: SATURDAY, from: "15:00", to: "16:00" } }', false],
    ] as const) {
      expect(await found(who['community-cadre'], filter), filter).toBe(isFound);
      expect(await found(who.police, filter), filter).toBe(false);
      expect(await found(stranger, filter), filter).toBe(false);
    }
  });

  test('pauses, comes back, leaves with all memberships, and may apply anew', async () => {
    await forget('dispatcher');
    const client = await app.as('dispatcher');
    const team = await newTeam();
    const { id, volunteer } = await apply(client, team.id);
    const stateOf = async () =>
      (await client.data('{ viewer { person { volunteer { state memberships { state } } } } }')).viewer.person.volunteer;
    expect((await attempt(client, 'pauseVolunteer', { id: volunteer.id })).outcome).toBe('WRONG_STATE id');
    await done(who['community-cadre'], 'admitMember', { id });
    await done(client, 'pauseVolunteer', { id: volunteer.id });
    expect(await stateOf()).toEqual({ state: 'PAUSED', memberships: [{ state: 'ACTIVE' }] });
    await done(client, 'resumeVolunteer', { id: volunteer.id });
    await done(client, 'leaveVolunteering', { id: volunteer.id });
    expect(await stateOf()).toEqual({ state: 'LEFT', memberships: [] });
    expect((await apply(client, team.id)).volunteer).toEqual({ id: volunteer.id, state: 'APPLIED' });
  });
});

test('two who apply twenty times each at once have applied once each', async () => {
  const team = await newTeam();
  const tries = await Promise.all(
    Array.from({ length: 40 }, (_, n) => attempt(n % 2 ? who.chief : who['grid-worker'], 'joinTeam', { teamId: team.id })),
  );
  expect(tries.filter(({ outcome }) => outcome === 'DONE')).toHaveLength(2);
  expect(new Set(tries.map(({ outcome }) => outcome))).toEqual(new Set(['DONE', 'INVALID teamId']));
});
