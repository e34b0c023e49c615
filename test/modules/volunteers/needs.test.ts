import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { toldOf } from '../notifications/told.js';
import { attempt, done, type Verb } from './keep.js';

const cast = [
  'grid-leader',
  'grid-worker',
  'community-cadre',
  'resident',
  'chief',
  'police',
  'property-staff',
  'dispatcher',
  'street-supervisor',
  'dashboard',
] as const;
type Name = (typeof cast)[number];
/** Who volunteers. The one who keeps the company's posts claims for it. */
const volunteers: readonly Name[] = ['resident', 'chief', 'grid-worker', 'dispatcher'];

let app: App;
let who: Record<Name, Client>;
let stranger: Client;
let grid: string;
let community: string;
let team: string;
let company: string;

beforeAll(async () => {
  app = await startApp();
  who = Object.fromEntries(await Promise.all(cast.map(async (name) => [name, await app.as(name)]))) as typeof who;
  stranger = await app.as('resident', '001');
  const data = await app.anonymous.data(
    '{ grid(code: "000-G01") { id } organization(code: "000-C1") { id } company: organization(code: "000-PM1") { id } }',
  );
  [grid, community, company] = [data.grid.id, data.organization.id, data.company.id];
  // A team of all who volunteer, led by the chief.
  team = (await done(who['community-cadre'], 'createTeam', { organizationId: community, name: '邻里帮', kind: 'OTHER' })).id;
  for (const name of volunteers) {
    const { id } = await done(who[name], 'joinTeam', { teamId: team });
    await done(who['community-cadre'], 'admitMember', { id });
    if (name === 'chief') await done(who['community-cadre'], 'appointTeamLeader', { id: team, membershipId: id });
  }
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const raise = (more: object = {}, client = who['grid-leader']): Promise<{ id: string; version: number }> =>
  done(client, 'raiseNeed', { gridId: grid, kind: 'NEED', title: '换一盏灯', ...more }, 'id version');
const claim = (client: Client, id: string, more: object = {}) => attempt(client, 'claimNeed', { id, ...more }, 'state claimed wanted');
const personOf = async (client: Client): Promise<string> => (await client.data('{ viewer { person { id } } }')).viewer.person.id;
/** The claim of somebody: who has claimed a need sees whose the claims are. */
const claimOf = async (client: Client, id: string): Promise<string> => {
  const { need } = await client.data('query ($id: ID!) { need(id: $id) { claims { nodes { id person { id } } } } }', { id });
  const person = await personOf(client);
  return need.claims.nodes.find((one: { person: { id: string } | null }) => one.person?.id === person).id;
};

describe('a need', () => {
  test('is raised for a grid or a community, by staff there', async () => {
    const personId = await personOf(who.resident);
    const time = { weekday: 'SATURDAY', from: '09:00', to: '11:00' };
    const need = await done(
      who['grid-leader'],
      'raiseNeed',
      {
        gridId: grid,
        kind: 'MICRO_WISH',
        source: 'VISIT',
        title: '想学手机',
        description: '周末',
        personId,
        skills: ['COMPUTING'],
        times: [time],
        wanted: 2,
        dueOn: '2099-01-01',
      },
      'kind source title description person { id } grid { id } community { id } skills times { weekday from to } wanted claimed dueOn state raisedBy { id } claims { totalCount } history { nodes { verb to } }',
    );
    expect(need).toMatchObject({
      ...{ kind: 'MICRO_WISH', source: 'VISIT', title: '想学手机', description: '周末', person: { id: personId }, grid: { id: grid } },
      ...{ community: { id: community }, skills: ['COMPUTING'], times: [time], wanted: 2, claimed: 0, dueOn: '2099-01-01', state: 'OPEN' },
      ...{ claims: { totalCount: 0 }, history: { nodes: [{ verb: 'raiseNeed', to: 'OPEN' }] } },
    });
    const tried = async (client: Client, more: object) =>
      (await attempt(client, 'raiseNeed', { kind: 'NEED', title: '一愿', ...more })).outcome;
    expect(await tried(who.resident, { gridId: grid })).toBe('FORBIDDEN');
    expect(await tried(who['grid-leader'], { communityId: community })).toBe('FORBIDDEN');
    expect(await tried(who['community-cadre'], { communityId: community })).toBe('DONE');
    expect(await tried(who['community-cadre'], { communityId: company })).toBe('INVALID communityId');
    expect(await tried(who['community-cadre'], { communityId: community, gridId: grid })).toBe('INVALID gridId');
    expect(await tried(who['grid-leader'], { gridId: grid, kind: 'SERVICE_POST' })).toBe('INVALID aspect');
    expect(await tried(who['grid-leader'], { gridId: grid, kind: 'SERVICE_POST', aspect: 'LEGAL' })).toBe('DONE');
    expect(await tried(who['grid-leader'], { gridId: grid, times: [time, { ...time, from: '10:00', to: '12:00' }] })).toBe('INVALID times');
    expect(await tried(who['grid-leader'], { gridId: grid, dueOn: '2020-01-01' })).toBe('INVALID dueOn');
  });

  test('goes from hand to hand until it is confirmed by who raised it', async () => {
    const { id } = await raise();
    const step = async (client: Client, verb: Verb, more: object = {}) => {
      const { outcome, entity } = await attempt(client, verb, { id, ...more }, 'state outcome finishedAt confirmedAt confirmedBy { id }');
      return outcome === 'DONE' ? entity : outcome;
    };
    expect((await step(who.resident, 'claimNeed')).state).toBe('CLAIMED');
    expect(await step(who['grid-leader'], 'startNeed')).toBe('FORBIDDEN');
    expect((await step(who.resident, 'startNeed')).state).toBe('IN_PROGRESS');
    expect((await step(who.resident, 'finishNeed', { outcome: '已换好' })).outcome).toBe('已换好');
    expect(await step(who.resident, 'confirmNeed')).toBe('FORBIDDEN');
    expect((await step(who['grid-leader'], 'returnNeed', { reason: '还在闪' })).state).toBe('IN_PROGRESS');
    expect((await step(who.resident, 'finishNeed')).state).toBe('DONE');
    const confirmed = await step(who['grid-leader'], 'confirmNeed');
    expect(confirmed).toMatchObject({ state: 'DONE', confirmedBy: { id: await personOf(who['grid-leader']) } });
    expect(confirmed.confirmedAt).not.toBeNull();
    expect(await step(who['grid-leader'], 'confirmNeed')).toBe('WRONG_STATE id');
    expect(await step(who['grid-leader'], 'withdrawNeed', { reason: '不用了' })).toBe('WRONG_STATE id');
    expect(await toldOf(who['grid-leader'], id)).toEqual(['NEED_CLAIMED', 'NEED_FINISHED', 'NEED_FINISHED']);
    expect(await toldOf(who.resident, id)).toEqual(['NEED_RETURNED']);
  });

  test('who has claimed it does not confirm it, though they raised it', async () => {
    const { id } = await raise({}, who['grid-worker']);
    await claim(who['grid-worker'], id);
    for (const verb of ['startNeed', 'finishNeed'] as const) await done(who['grid-worker'], verb, { id });
    expect((await attempt(who['grid-worker'], 'confirmNeed', { id })).outcome).toBe('FORBIDDEN');
    await done(who['grid-leader'], 'confirmNeed', { id });
  });

  test('is withdrawn with a reason while it is not met', async () => {
    const { id } = await raise({ wanted: 2 });
    await claim(who.chief, id);
    expect((await attempt(who['grid-leader'], 'withdrawNeed', { id, reason: ' ' })).outcome).toBe('REQUIRED reason');
    expect((await attempt(who.resident, 'withdrawNeed', { id, reason: '不' })).outcome).toBe('FORBIDDEN');
    await done(who['community-cadre'], 'withdrawNeed', { id, reason: '已解决' });
    expect(await toldOf(who.chief, id)).toEqual(['NEED_RETURNED']);
    // It is open no more: who volunteers does not see it.
    expect((await claim(who.resident, id)).outcome).toBe('NOT_FOUND');
  });
});

describe('a claim', () => {
  test('is for oneself, for a team that one leads, for a unit where one holds a post', async () => {
    const { id } = await raise({ wanted: 6 });
    expect((await claim(who.resident, id)).entity).toEqual({ state: 'OPEN', claimed: 1, wanted: 6 });
    expect((await claim(who.resident, id)).outcome).toBe('INVALID id');
    expect((await claim(who.resident, id, { teamId: team })).outcome).toBe('INVALID teamId');
    expect((await claim(who.chief, id, { teamId: team, count: 2 })).entity).toMatchObject({ claimed: 3 });
    expect((await claim(who['property-staff'], id)).outcome).toBe('INVALID id');
    expect((await claim(who['property-staff'], id, { organizationId: community })).outcome).toBe('INVALID organizationId');
    expect((await claim(who.chief, id, { teamId: team, organizationId: company })).outcome).toBe('INVALID organizationId');
    expect((await claim(who['property-staff'], id, { organizationId: company, count: 4 })).outcome).toBe('LIMIT_EXCEEDED count');
    expect((await claim(who['property-staff'], id, { organizationId: company, count: 3 })).entity).toEqual({
      state: 'CLAIMED',
      claimed: 6,
      wanted: 6,
    });
    const { need } = await who['grid-leader'].data(
      'query ($id: ID!) { need(id: $id) { claims { nodes { count person { id } team { id } organization { id } } } } }',
      { id },
    );
    expect(need.claims.nodes).toEqual([
      { count: 1, person: { id: await personOf(who.resident) }, team: null, organization: null },
      { count: 2, person: null, team: { id: team }, organization: null },
      { count: 3, person: null, team: null, organization: { id: company } },
    ]);
  });

  test('is given back by who holds it or by who answers for the need; then others may claim', async () => {
    const { id } = await raise();
    await claim(who.resident, id);
    const claimId = await claimOf(who.resident, id);
    expect((await attempt(who.chief, 'releaseNeed', { id, claimId })).outcome).toBe('NOT_FOUND');
    expect((await attempt(who.resident, 'releaseNeed', { id, claimId }, 'state claimed')).entity).toEqual({ state: 'OPEN', claimed: 0 });
    expect((await attempt(who['grid-leader'], 'releaseNeed', { id, claimId })).outcome).toBe('INVALID claimId');
    await claim(who.chief, id);
    await done(who['grid-leader'], 'releaseNeed', { id, claimId: await claimOf(who.chief, id) });
    await claim(who.chief, id);
    await done(who.chief, 'startNeed', { id });
    expect((await attempt(who.chief, 'releaseNeed', { id, claimId: await claimOf(who.chief, id) })).outcome).toBe('WRONG_STATE id');
  });

  test("is nobody's on a need of their own", async () => {
    const { id } = await raise({ personId: await personOf(who.resident) });
    expect((await claim(who.resident, id)).outcome).toBe('INVALID id');
  });

  test('ends with the team that made it', async () => {
    const other = (await done(who['community-cadre'], 'createTeam', { organizationId: community, name: '短命队', kind: 'OTHER' })).id;
    const { id: membershipId } = await done(who['grid-worker'], 'joinTeam', { teamId: other });
    await done(who['community-cadre'], 'admitMember', { id: membershipId });
    await done(who['community-cadre'], 'appointTeamLeader', { id: other, membershipId });
    const { id } = await raise();
    expect((await claim(who['grid-worker'], id, { teamId: other })).entity.state).toBe('CLAIMED');
    await done(who['community-cadre'], 'dissolveTeam', { id: other, reason: '合并' });
    const { need } = await who['grid-leader'].data('query ($id: ID!) { need(id: $id) { state claimed claims { totalCount } } }', { id });
    expect(need).toEqual({ state: 'OPEN', claimed: 0, claims: { totalCount: 0 } });
  });
});

describe('who sees it', () => {
  const ask = 'query ($id: ID!) { need(id: $id) { title person { id phone } claims { nodes { person { id } } } } }';
  test('open, without the person: volunteers and units of the community; in full: staff, whose it is, who has claimed it', async () => {
    const personId = await personOf(who.police);
    const { id } = await raise({ personId, wanted: 2 });
    await claim(who.resident, id);
    const seenBy = async (client: Client) => (await client.data(ask, { id })).need;
    for (const client of [who['grid-leader'], who['community-cadre'], who.police, who.resident]) {
      const need = await seenBy(client);
      expect(need.person.id).toBe(personId);
      expect(need.person.phone ?? '****').toContain('****');
      expect(need.claims.nodes).toEqual([{ person: { id: await personOf(who.resident) } }]);
    }
    for (const client of [who.chief, who['property-staff']])
      expect(await seenBy(client)).toEqual({ title: '换一盏灯', person: null, claims: { nodes: [{ person: null }] } });
    for (const client of [who.dashboard, stranger, app.anonymous]) expect(await seenBy(client)).toBeNull();
    expect((await claim(stranger, id)).outcome).toBe('NOT_FOUND');
    await claim(who.dispatcher, id);
    // All that are wanted are there: it is offered to nobody any more.
    expect(await seenBy(who.chief)).toBeNull();
    expect((await seenBy(who.dispatcher)).person.id).toBe(personId);
  });
});

describe('matching', () => {
  test('offers what suits in skill, time and place, and says why', async () => {
    const { viewer } = await who.resident.data('{ viewer { person { volunteer { id } } } }');
    const time = (from: string, to: string) => [{ weekday: 'SUNDAY', from, to }];
    await done(who.resident, 'updateVolunteer', {
      id: viewer.person.volunteer.id,
      skills: ['REPAIR'],
      availability: time('08:00', '12:00'),
    });
    const made = {
      right: await raise({ skills: ['REPAIR', 'LEGAL'], times: time('09:00', '11:00') }),
      any: await raise(),
      late: await raise({ skills: ['REPAIR'], times: time('11:00', '13:00') }),
      unable: await raise({ skills: ['LEGAL'], times: time('09:00', '11:00') }),
      mine: await raise({ wanted: 2 }),
    };
    await claim(who.resident, made.mine.id);
    const { needs } = await who.resident.data(
      '{ needs(first: 100, filter: { fitsViewer: true }) { nodes { id fits viewerActions(allowed: true) { verb } } } }',
    );
    const found = new Map<string, { fits: string[]; viewerActions: object[] }>(needs.nodes.map((need: { id: string }) => [need.id, need]));
    expect(found.get(made.right.id)).toMatchObject({
      fits: ['SKILL', 'TIME', 'GRID', 'COMMUNITY'],
      viewerActions: [{ verb: 'claimNeed' }],
    });
    expect(found.get(made.any.id)!.fits).toEqual(['GRID', 'COMMUNITY']);
    for (const need of [made.late, made.unable, made.mine]) expect(found.has(need.id)).toBe(false);
    const units = await who['property-staff'].data('{ needs(first: 1, filter: { fitsViewer: true }) { nodes { fits } } }');
    expect(units.needs.nodes[0].fits).toContain('UNIT');
  });
});

test('whoever claims and gives back at once, in whatever order, never more is claimed than is wanted, and the sum is right', async () => {
  const claimants: readonly { client: Name; more: object }[] = [
    ...volunteers.map((client) => ({ client, more: {} })),
    { client: 'chief', more: { teamId: team, count: 2 } },
    { client: 'property-staff', more: { organizationId: company } },
    { client: 'property-staff', more: { organizationId: company, count: 3 } },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.record({ by: fc.nat(claimants.length - 1), back: fc.boolean() }), { minLength: 4, maxLength: 14 }),
      async (wanted, moves) => {
        const { id } = await raise({ wanted });
        const outcomes = await Promise.all(
          moves.map(async ({ by, back }) => {
            const { client, more } = claimants[by]!;
            const { outcome } = await claim(who[client], id, more);
            if (outcome !== 'DONE' || !back) return outcome;
            const [row] = await app.database.query<{ id: string }>(
              `select 'clm_' || replace(id::text, '-', '') as id from need_claim where need_id = $1 and released_at is null order by claimed_at limit 1`,
              [id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')],
            );
            return row ? (await attempt(who['grid-leader'], 'releaseNeed', { id, claimId: row.id })).outcome : 'DONE';
          }),
        );
        for (const outcome of outcomes)
          expect(['DONE', 'INVALID id', 'LIMIT_EXCEEDED count', 'WRONG_STATE id', 'CONFLICT id', 'NOT_FOUND', 'INVALID claimId']).toContain(
            outcome,
          );
        const { need } = await who['grid-leader'].data(
          'query ($id: ID!) { need(id: $id) { state wanted claimed claims(first: 100) { nodes { count } } } }',
          { id },
        );
        const sum = need.claims.nodes.reduce((total: number, { count }: { count: number }) => total + count, 0);
        expect(need.claimed).toBe(sum);
        expect(sum).toBeLessThanOrEqual(wanted);
        expect(need.state).toBe(sum === wanted ? 'CLAIMED' : 'OPEN');
      },
    ),
    { numRuns: 12 },
  );
});
