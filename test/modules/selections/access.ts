import {
  type AddedFields,
  type Ask,
  factsOf,
  histories,
  list,
  type NounRules,
  open,
  reckoned,
  signedIn,
  to,
} from '../../access/noun-rules.js';
import { linesFor, may } from '../../access/policy.js';
import { old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import { holdsOn } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

const leaders = ['PARTY_SECRETARY', 'DEPUTY_SECRETARY', 'BRANCH_COMMITTEE_MEMBER'];
/** The leadership of the party organisation that leads the community of the stairwell. */
const leadershipOf = ({ world, today }: Ask, selection: Row): readonly string[] => {
  const { community_id } = world.byId.get(world.byId.get(selection.stairwell_id)!.grid_id)!;
  const branches = world.rows.OrganizationRelation.filter(
    (one) =>
      one.kind === 'LEADS' &&
      one.to_id === community_id &&
      holdsOn(one, today) &&
      world.byId.get(one.from_id)!.kind.startsWith('COMMUNITY_PARTY_'),
  ).map(({ from_id }) => from_id);
  return world.rows.Appointment.filter(
    (post) => branches.includes(post.organization_id) && leaders.includes(post.position) && holdsOn(post, today),
  ).map(({ person_id }) => person_id);
};
const livesAt = ({ viewer, world }: Ask, place: string): boolean =>
  viewer.person !== null && world.byId.get(viewer.person)!.place === place;

const facts = (ask: Ask, row: Row, own: readonly string[]) => ({ ...factsOf(row), own, assigned: leadershipOf(ask, row) });
const neighbour = 'who lives on the stairwell';
const asNeighbour = (ask: Ask, row: Row) => facts(ask, row, livesAt(ask, row.place) ? [ask.viewer.person!] : []);

/** Who takes the steps, and who stands. */
const isNear = (ask: Ask, row: Row): boolean =>
  may(
    'Selection',
    'see',
    ask.viewer,
    facts(ask, row, [row.candidate_id]),
    ({ rows, note }) => !rows.includes('public') && note !== neighbour,
  );
const isPublic = (row: Row) =>
  linesFor('Selection', 'see').some(({ rows }) => rows.includes('public')) && ['PUBLICITY', 'APPOINTED'].includes(row.state);
const seesSelection = (ask: Ask, row: Row): boolean =>
  isNear(ask, row) || isPublic(row) || may('Selection', 'see', ask.viewer, asNeighbour(ask, row), ({ note }) => note === neighbour);

histories.Selection = { sees: seesSelection, seesWho: isNear };

export const tables = { Selection: 'selection', SelectionObjection: 'selection_objection' } as const;
export const sides = ['selection_recommendation'];

export const nouns: NounRules = {
  Selection: {
    sees: seesSelection,
    lookup: 'selection',
    list: 'selections',
    fields: {
      ...{ id: open('id'), stairwell: to('Stairwell', 'stairwell_id', true), grid: list('Grid'), candidate: list('Person') },
      candidateName: reckoned,
      statement: signedIn('statement'),
      ...{ nominatedAt: open('created_at'), recommendationCount: open('recommendation_count') },
      ...{ recommendationsNeeded: open('recommendations_needed'), recommendedByViewer: reckoned, publicisedOn: open('publicised_on') },
      ...{ publicUntil: open('public_until'), appointment: to('Appointment', 'appointment_id', true), state: open('state') },
      ...{ objections: list('SelectionObjection'), provenance: open('provenance'), history: list('HistoryEntry') },
      ...{ viewerActions: reckoned, version: open('version') },
    },
  },
  SelectionObjection: {
    sees: (ask, row) => may('SelectionObjection', 'see', ask.viewer, { ...factsOf(row), own: [row.person_id] }),
    fields: {
      ...{ id: open('id'), selection: to('Selection', 'selection_id', true), person: to('Person', 'person_id'), text: open('text') },
      ...{ state: open('state'), decision: open('decision'), decidedBy: to('Person', 'decided_by_id'), at: open('created_at') },
      version: open('version'),
    },
  },
};

export const adds: AddedFields = { Stairwell: { selections: list('Selection') }, Appointment: { selection: list('Selection') } };

/** "never the candidate" */
const step = (verb: string, more: object = {}): VerbRule => ({
  noun: 'Selection',
  input: ({ id }) => ({ id, ...old, ...more }),
  may: (ask, row) => may('Selection', verb, ask.viewer, asNeighbour(ask, row)) && ask.viewer.person !== row.candidate_id,
});

export const verbs: VerbRules = {
  nominateForStairwell: {
    noun: 'Stairwell',
    input: ({ id }) => ({ stairwellId: id, statement: ' ' }),
    may: (ask, row) =>
      linesFor('Selection', 'nominate').length > 0 &&
      may('Selection', 'nominateForStairwell', ask.viewer, { ...factsOf(row), own: livesAt(ask, row.place) ? [ask.viewer.person] : [] }),
  },
  recommendCandidate: step('recommendCandidate'),
  recommendForCommunity: step('recommendForCommunity'),
  reviewSelection: step('reviewSelection'),
  approveSelection: step('approveSelection'),
  publiciseSelection: step('publiciseSelection'),
  appointCandidate: step('appointCandidate'),
  rejectSelection: step('rejectSelection', { reason: '材料不全' }),
  withdrawSelection: {
    ...step('withdrawSelection'),
    may: (ask, row) => may('Selection', 'withdrawSelection', ask.viewer, facts(ask, row, [row.candidate_id])),
  },
  objectToSelection: {
    ...step('objectToSelection'),
    input: ({ id }) => ({ selectionId: id, text: ' ' }),
    may: (ask, row) =>
      may('Selection', 'objectToSelection', ask.viewer, factsOf(row)) &&
      ask.viewer.person !== null &&
      ask.viewer.person !== row.candidate_id,
  },
  decideSelectionObjection: {
    noun: 'SelectionObjection',
    input: ({ id }) => ({ id, ...old, isUpheld: false, decision: '不成立' }),
    may: (ask, row) =>
      may('SelectionObjection', 'decideSelectionObjection', ask.viewer, factsOf(row)) &&
      ![row.person_id, ask.world.byId.get(row.selection_id)!.candidate_id].includes(ask.viewer.person),
  },
};
