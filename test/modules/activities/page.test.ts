import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startApp } from '../../kit/app.js';
import { Client } from '../../kit/client.js';
import { logStatements } from '../../read/statement-log.js';
import * as volunteers from '../volunteers/keep.js';
import { done } from './act.js';
import { type Guest, type Hall, openHall } from './hall.js';

/** A volunteer's page is one query, and one statement a root field. */

let hall: Hall;
beforeAll(async () => {
  hall = await openHall();
});
afterAll(async () => {
  expect(hall.app.bugs).toEqual([]);
  await hall.close();
});

const PAGE = `query VolunteerPage($year: PeriodInput!, $from: DateTime!) {
  viewer { person { publicName volunteer { skills state } volunteerTotals(period: $year) { minutes count submittedMinutes } } }
  teams: volunteerTeams(filter: { ofViewer: true }) { nodes { name state size leader { publicName } } }
  next: activities(first: 5, filter: { or: [{ registeredByViewer: true }, { ofViewerTeams: true }], startsAt: { from: $from } }, orderBy: { field: STARTS_AT, direction: ASC }) {
    nodes { title state venue placedCount viewerRegistration { state waitingPosition } viewerActions { verb allowed reason } } }
  near: needs(first: 20, filter: { fitsViewer: true }) { nodes { title fits viewerActions(allowed: true) { verb } } } }`;
const VARIABLES = { year: { from: '2026-01-01', to: '2027-01-01' }, from: '2026-11-30T16:00:00Z' };

test('my teams, my next activities with what I may do and why not, my hours of the year, needs near me that fit my skills', async () => {
  const [team, [guest, first]] = [await hall.team('维修队'), (await hall.people(2)) as [Guest, Guest]];
  await hall.join(guest, team);
  await hall.belongSince(team, '2025-01-01');
  const { viewer } = await guest.client.data('{ viewer { person { volunteer { id } } } }');
  await volunteers.done(guest.client, 'updateVolunteer', { id: viewer.person.volunteer.id, skills: ['REPAIR'] });

  for (const [startsAt, endsAt] of [
    ['2026-03-01T01:00:00Z', '2026-03-01T02:30:00Z'],
    ['2026-03-02T01:00:00Z', '2026-03-02T02:00:00Z'],
    ['2025-03-02T01:00:00Z', '2025-03-02T02:00:00Z'],
  ])
    await done(guest.client, 'submitHours', { teamId: team.id, startsAt, endsAt });
  const hours = await team.leader.client.data(
    'query ($team: ID!) { volunteerHours(filter: { teamIds: [$team] }) { nodes { id startsAt } } }',
    {
      team: team.id,
    },
  );
  for (const { id, startsAt } of hours.volunteerHours.nodes)
    if (!startsAt.startsWith('2026-03-02')) await done(team.leader.client, 'approveHours', { id });

  const full = await hall.activity({ title: '义务理发', capacity: 1, startsAt: '2026-12-05T01:00:00Z', endsAt: '2026-12-05T03:00:00Z' });
  await done(first.client, 'registerForActivity', { activityId: full });
  await done(guest.client, 'registerForActivity', { activityId: full });
  await hall.activity({ title: '换灯', teamIds: [team.id], startsAt: '2026-12-04T01:00:00Z', endsAt: '2026-12-04T03:00:00Z' });
  await hall.activity({ title: '旧活动', teamIds: [team.id], startsAt: '2026-11-01T01:00:00Z', endsAt: '2026-11-01T03:00:00Z' });
  await hall.activity({ title: '与我无关' });
  const leader = await hall.app.as('grid-leader');
  const raise = (title: string, skills: readonly string[]) =>
    volunteers.done(leader, 'raiseNeed', { gridId: hall.grid, kind: 'NEED', title, skills });
  await raise('修水管', ['REPAIR']);
  await raise('法律咨询', ['LEGAL']);

  const log = await logStatements(hall.database);
  const app = await startApp({ database: hall.database, clock: hall.clock });
  onTestFinished(() => app.stop());
  const client = new Client(app.url, guest.client.token);
  await client.data(PAGE, VARIABLES);
  const { result, statements } = await log.during(() => client.data(PAGE, VARIABLES));
  expect(statements, statements.join('\n')).toHaveLength(4);

  expect(result.viewer.person).toMatchObject({
    volunteer: { skills: ['REPAIR'], state: 'ACTIVE' },
    volunteerTotals: { minutes: 90, count: 1, submittedMinutes: 60 },
  });
  expect(result.teams.nodes).toMatchObject([{ name: '维修队', state: 'ACTIVE', size: 2 }]);
  expect(result.next.nodes.map(({ title }: { title: string }) => title)).toEqual(['换灯', '义务理发']);
  const [lamps, haircuts] = result.next.nodes;
  const actionsOf = (node: { viewerActions: { verb: string; allowed: boolean; reason: string | null }[] }) =>
    new Map(node.viewerActions.map(({ verb, ...rest }) => [verb, rest]));
  expect(lamps.viewerRegistration).toBeNull();
  expect(actionsOf(lamps).get('registerForActivity')).toEqual({ allowed: true, reason: null });
  expect(actionsOf(lamps).get('withdrawFromActivity')).toEqual({ allowed: false, reason: 'You are not registered.' });
  expect(haircuts).toMatchObject({ placedCount: 1, viewerRegistration: { state: 'WAITLISTED', waitingPosition: 1 } });
  expect(actionsOf(haircuts).get('withdrawFromActivity')).toEqual({ allowed: true, reason: null });
  expect(actionsOf(haircuts).get('registerForActivity')).toEqual({ allowed: false, reason: 'You are registered already.' });
  const own = result.near.nodes.filter(({ title }: { title: string }) => ['修水管', '法律咨询'].includes(title));
  expect(own).toEqual([{ title: '修水管', fits: expect.arrayContaining(['SKILL', 'COMMUNITY']), viewerActions: [{ verb: 'claimNeed' }] }]);
});
