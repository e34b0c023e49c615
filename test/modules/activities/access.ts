import { type AddedFields, type Ask, factsOf, histories, list, type NounRules, open, reckoned, to } from '../../access/noun-rules.js';
import { type Facts, linesFor, may } from '../../access/policy.js';
import { bySubtree, here, old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import type { Row } from '../../read/world.js';
import { leaderOf, membersOf } from '../volunteers/rules.js';

const activityOf = ({ world }: Ask, row: Row): Row => (row.activity_id ? world.byId.get(row.activity_id)! : row);
/** An activity, or what belongs to one: assigned are the leaders of its teams. */
const about = (ask: Ask, row: Row): Facts => ({
  ...factsOf(activityOf(ask, row)),
  own: [row.person_id ?? ask.viewer.person],
  assigned: activityOf(ask, row).team_ids.map((team: string) => leaderOf(ask.world, team)),
});
const isOfPublished = (note: string) => note.startsWith('PUBLISHED');
const seesActivity = (ask: Ask, row: Row): boolean =>
  (row.audience === 'JURISDICTION' && may('Activity', 'see', ask.viewer, about(ask, row), ({ note }) => isOfPublished(note))) ||
  may('Activity', 'see', ask.viewer, about(ask, row), ({ note }) => !isOfPublished(note));
const seesRegistration = (ask: Ask, row: Row): boolean => may('ActivityRegistration', 'see', ask.viewer, about(ask, row));

histories.Activity = { sees: seesActivity, seesWho: seesActivity };

const aboutHours = (ask: Ask, row: Row): Facts => ({
  ...factsOf(row),
  own: [row.person_id],
  assigned: [leaderOf(ask.world, row.team_id)],
});
const ofOwner = (row: Row): Facts => ({ jurisdiction: row.jurisdiction_id, own: [row.person_id] });
const seesHours = (ask: Ask, row: Row): boolean => may('VolunteerHours', 'see', ask.viewer, aboutHours(ask, row));
histories.VolunteerHours = { sees: seesHours, seesWho: seesHours };

export const tables = {
  Activity: 'activity',
  ActivityOutcome: 'activity_outcome',
  ActivityRegistration: 'activity_registration',
  VolunteerHours: 'volunteer_hours',
  CalendarFeed: 'calendar_feed',
} as const;

export const nouns: NounRules = {
  Activity: {
    sees: seesActivity,
    lookup: 'activity',
    list: 'activities',
    fields: {
      ...{ id: open('id'), title: open('title'), kind: open('kind'), series: open('series'), description: open('description') },
      ...{
        scale: open('scale'),
        channel: open('channel'),
        governance: open('governance'),
        venue: open('venue'),
        startsAt: open('starts_at'),
        endsAt: open('ends_at'),
      },
      ...{ capacity: open('capacity'), open: open('open'), state: open('state'), summary: open('summary') },
      ...{ beneficiaryPersonTimes: open('beneficiary_person_times'), provenance: open('provenance'), version: open('version') },
      updatedAt: open('updated_at'),
      ...{ organization: to('Organization', 'organization_id'), coHosts: list('Organization'), teams: list('VolunteerTeam') },
      callingTeam: to('VolunteerTeam', 'calling_team_id', true),
      // Reckoned in naive.ts.
      ...{ organisingMode: reckoned, placedCount: reckoned, waitlistedCount: reckoned, participantCount: reckoned },
      ...{ outcomes: list('ActivityOutcome'), viewerRegistration: list('ActivityRegistration') },
      ...{ registrations: list('ActivityRegistration'), history: list('HistoryEntry') },
      // Checked by activities.test.ts.
      ...{ checkInCode: reckoned, viewerActions: reckoned },
    },
  },
  ActivityOutcome: {
    sees: (ask, row) => seesActivity(ask, activityOf(ask, row)),
    fields: { id: open('id'), activity: to('Activity', 'activity_id', true), kind: open('kind'), count: open('count') },
  },
  ActivityRegistration: {
    sees: seesRegistration,
    fields: {
      ...{ id: open('id'), activity: to('Activity', 'activity_id', true), person: to('Person', 'person_id'), state: open('state') },
      ...{ number: open('number'), registeredAt: open('registered_at'), movedUpAt: open('moved_up_at'), waitingPosition: reckoned },
      ...{ checkedInAt: open('checked_in_at'), checkedOutAt: open('checked_out_at'), cancelledAt: open('cancelled_at') },
      version: open('version'),
    },
  },
  VolunteerHours: {
    sees: seesHours,
    list: 'volunteerHours',
    fields: {
      ...{ id: open('id'), person: to('Person', 'person_id'), team: to('VolunteerTeam', 'team_id', true) },
      ...{
        activity: to('Activity', 'activity_id', true),
        pairing: to('HelpPairing', 'pairing_id', true),
        startsAt: open('starts_at'),
        endsAt: open('ends_at'),
        minutes: open('minutes'),
      },
      ...{ source: open('source'), note: open('note'), state: open('state'), decidedBy: to('Person', 'decided_by_id') },
      ...{ history: list('HistoryEntry'), viewerActions: reckoned, provenance: open('provenance'), version: open('version') },
    },
  },
  CalendarFeed: {
    sees: (ask, row) => may('CalendarFeed', 'see', ask.viewer, ofOwner(row)),
    fields: {
      ...{
        id: open('id'),
        team: to('VolunteerTeam', 'team_id', true),
        name: open('name'),
        createdAt: open('created_at'),
        revokedAt: open('revoked_at'),
      },
      version: open('version'),
    },
  },
};

export const adds: AddedFields = {
  Person: { volunteerTotals: reckoned, calendarFeeds: list('CalendarFeed') },
  Organization: { activities: list('Activity'), activityFigures: reckoned },
  Grid: { activities: list('Activity') },
  VolunteerTeam: { activities: list('Activity'), activityFigures: reckoned, volunteerTotals: reckoned, hours: list('VolunteerHours') },
};

const run = (action: string, input: VerbRule['input'] = ({ id }) => ({ id, ...old })): VerbRule => ({
  noun: 'Activity',
  input,
  may: (ask, row) => may('Activity', action, ask.viewer, about(ask, row)),
});
const isRegistered = ({ world, viewer }: Ask, row: Row): boolean =>
  world.rows.ActivityRegistration.some(({ activity_id, person_id }) => activity_id === row.id && person_id === viewer.person);
/** Oneself: tried where it comes to nothing. Members-only activities are for members. */
const comeOneself = (action: string, input: VerbRule['input'], fits?: VerbRule['fits']): VerbRule => ({
  noun: 'Activity',
  input,
  may: (ask, row) => may('Activity', action, ask.viewer, about(ask, row)) && (row.open || 'either'),
  fits,
});

const ofHours = (action: string, more: object = {}): VerbRule => ({
  noun: 'VolunteerHours',
  input: ({ id }) => ({ id, ...old, ...more }),
  may: (ask, row) => may('VolunteerHours', action, ask.viewer, aboutHours(ask, row)),
});

const said = { title: ' ', kind: 'THEME', venue: ' ', startsAt: '2026-12-01T01:00:00Z', endsAt: '2026-12-01T03:00:00Z' };

export const verbs: VerbRules = {
  createActivity: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id, ...said }),
    may: bySubtree('Activity', 'createActivity'),
  },
  updateActivity: run('updateActivity'),
  publishActivity: run('publishActivity'),
  openSignUp: run('openSignUp'),
  startActivity: run('startActivity'),
  completeActivity: run('completeActivity'),
  reportActivity: run('reportActivity', ({ id }) => ({ id, ...old, beneficiaryPersonTimes: 0, summary: '总结' })),
  cancelActivity: run('cancelActivity', ({ id }) => ({ id, ...old, reason: '理由' })),
  registerForActivity: comeOneself(
    'registerForActivity',
    ({ id }) => ({ activityId: id }),
    (_ask, { state }) => state !== 'SIGN_UP',
  ),
  withdrawFromActivity: comeOneself(
    'withdrawFromActivity',
    ({ id }) => ({ activityId: id }),
    (ask, row) => row.open && !isRegistered(ask, row),
  ),
  checkIn: comeOneself('checkIn', ({ id }) => ({ activityId: id, code: 'no code' })),
  checkOut: comeOneself(
    'checkOut',
    ({ id }) => ({ activityId: id }),
    (ask, row) => row.open && !isRegistered(ask, row),
  ),
  markAbsent: {
    noun: 'ActivityRegistration',
    input: ({ id }) => ({ id }),
    may: (ask, row) => may('ActivityRegistration', 'markAbsent', ask.viewer, { ...about(ask, row), ...here(activityOf(ask, row)) }),
    fits: (_ask, { state }) => state !== 'SIGNED_UP',
  },
  submitHours: {
    noun: 'VolunteerTeam',
    input: ({ id }) => ({ teamId: id, startsAt: '2026-01-01T02:00:00Z', endsAt: '2026-01-01T01:00:00Z' }),
    may: ({ world, viewer }, row) =>
      linesFor('VolunteerHours', 'submitHours').length > 0 && viewer.person !== null && membersOf(world, row.id).includes(viewer.person),
  },
  createCalendarFeed: {
    noun: 'VolunteerTeam',
    input: ({ id }) => ({ teamId: id, name: 'x'.repeat(51) }),
    may: ({ world, viewer }, row) => may('CalendarFeed', 'createCalendarFeed', viewer, { ...here(row), own: membersOf(world, row.id) }),
  },
  revokeCalendarFeed: {
    noun: 'CalendarFeed',
    input: ({ id }) => ({ id, ...old }),
    may: ({ viewer }, row) => may('CalendarFeed', 'revokeCalendarFeed', viewer, ofOwner(row)),
  },
  approveHours: ofHours('approveHours'),
  rejectHours: ofHours('rejectHours', { reason: '理由' }),
  correctHours: ofHours('correctHours', { reason: '理由', startsAt: '2026-01-01T01:00:00Z', endsAt: '2026-01-01T02:00:00Z' }),
};
