import { type AddedFields, type Ask, factsOf, histories, list, type NounRules, open, reckoned, to } from '../../access/noun-rules.js';
import { may } from '../../access/policy.js';
import { old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import { isStaffPost } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

const isCalled = ({ viewer }: Ask, whistle: Row): boolean =>
  viewer.posts.some((post) => isStaffPost(post) && post.organization_id !== null && whistle.called_ids.includes(post.organization_id));
/** The line of access.csv about who was called asks for a holder: any organisation of theirs that was. */
const calledOf = (ask: Ask, whistle: Row): string | null =>
  isCalled(ask, whistle)
    ? ask.viewer.posts.find((post) => isStaffPost(post) && whistle.called_ids.includes(post.organization_id))!.organization_id
    : null;
const seesWhistle = (ask: Ask, row: Row): boolean => may('Whistle', 'see', ask.viewer, { ...factsOf(row), holder: calledOf(ask, row) });
const whistleOf = ({ world }: Ask, answer: Row): Row => world.byId.get(answer.whistle_id)!;
const seesAnswer = (ask: Ask, row: Row): boolean => seesWhistle(ask, whistleOf(ask, row));

histories.Whistle = { sees: seesWhistle, seesWho: seesWhistle };
histories.WhistleAnswer = { sees: seesAnswer, seesWho: seesAnswer };

export const tables = { Whistle: 'whistle', WhistleAnswer: 'whistle_answer' } as const;

export const nouns: NounRules = {
  Whistle: {
    sees: seesWhistle,
    lookup: 'whistle',
    list: 'whistles',
    fields: {
      ...{ id: open('id'), organization: to('Organization', 'organization_id'), grid: to('Grid', 'grid_id') },
      ...{ incident: to('Incident', 'incident_id', true), title: open('title'), description: open('description'), site: open('site') },
      ...{ arriveBy: open('arrive_by'), calledBy: to('Person', 'called_by_id'), calledAt: open('called_at') },
      ...{ answers: list('WhistleAnswer'), outcome: open('outcome'), endedAt: open('ended_at'), state: open('state') },
      ...{ provenance: open('provenance'), history: list('HistoryEntry'), viewerActions: reckoned, version: open('version') },
    },
  },
  WhistleAnswer: {
    sees: seesAnswer,
    fields: {
      ...{ id: open('id'), whistle: to('Whistle', 'whistle_id', true), organization: to('Organization', 'organization_id') },
      ...{ state: open('state'), arrivedAt: open('arrived_at'), punctual: reckoned },
      ...{ attendanceScore: open('attendance_score'), attendanceComment: open('attendance_comment') },
      ...{ callScore: open('call_score'), callComment: open('call_comment') },
      ...{ history: list('HistoryEntry'), viewerActions: reckoned, version: open('version') },
    },
  },
};

export const adds: AddedFields = { Incident: { whistles: list('Whistle') } };

const step = (verb: string, more: object): VerbRule => ({
  noun: 'Whistle',
  input: ({ id }) => ({ id, ...old, ...more }),
  may: (ask, row) => may('Whistle', verb, ask.viewer, factsOf(row)),
});
const isOfDepartment = ({ viewer }: Ask, row: Row): boolean =>
  viewer.posts.some((post) => isStaffPost(post) && post.organization_id === row.organization_id);
/** Of an answer: staff of the department are its holder's; whoever called, by where the call is. */
const answer = (verb: string, more: object = {}, only: (ask: Ask, row: Row) => boolean = () => true): VerbRule => ({
  noun: 'WhistleAnswer',
  input: ({ id }) => ({ id, ...old, ...more }),
  may: (ask, row) => may('WhistleAnswer', verb, ask.viewer, { ...factsOf(row), holder: row.organization_id }) && only(ask, row),
});

export const verbs: VerbRules = {
  blowWhistle: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id, title: ' ', site: ' ', arriveBy: '2099-01-01T00:00:00.000Z', departmentIds: [id] }),
    may: (ask, row) => may('Whistle', 'blowWhistle', ask.viewer, factsOf(row)),
  },
  concludeWhistle: step('concludeWhistle', { outcome: '已处置' }),
  cancelWhistle: step('cancelWhistle', { reason: '现场已处置' }),
  promiseArrival: answer('promiseArrival'),
  declineArrival: answer('declineArrival', { reason: '另有任务' }),
  recordArrival: answer('recordArrival'),
  // Nobody rates their own department.
  rateAttendance: answer('rateAttendance', { score: 5 }, (ask, row) => !isOfDepartment(ask, row)),
  rateWhistle: answer('rateWhistle', { score: 5 }),
};
