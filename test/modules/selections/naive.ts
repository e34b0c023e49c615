import type { Naive } from '../../read/naive.js';
import {
  type Args,
  type Asking,
  actionsBy,
  among,
  bare,
  byInstant,
  type DefaultOrders,
  id,
  type NaivePart,
  type Orders,
  type Resolve,
  resolversOf,
} from '../../read/naive-rules.js';
import { has, holdsOn, onNotice } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

export const orders: Orders = { Selection: { NOMINATED_AT: byInstant('created_at') }, SelectionObjection: { AT: byInstant('created_at') } };
export const defaultOrders: DefaultOrders = {
  Selection: { field: 'NOMINATED_AT', direction: 'DESC' },
  SelectionObjection: { field: 'AT', direction: 'ASC' },
};

const staff = ['COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'GRID_LEADER', 'GRID_WORKER'];
const leadership = ['PARTY_SECRETARY', 'DEPUTY_SECRETARY', 'BRANCH_COMMITTEE_MEMBER'];
const running = [
  ...['SELF_NOMINATED', 'RESIDENTS_RECOMMENDED', 'COMMUNITY_RECOMMENDED', 'GENERAL_BRANCH_REVIEWED', 'STREET_APPROVED'],
  ...['PUBLICITY', 'RETURNED'],
];

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, seen, pageOf, byIdOf } = resolversOf(naive);
  const { selection_recommendation: recommendations = [] } = naive.world.sides;
  const gridOf = (selection: Row): Row => naive.of(naive.of(selection.stairwell_id)!.grid_id)!;
  const isOfBranch = (selection: Row, { viewer, today }: Asking): boolean =>
    viewer.person !== null &&
    naive
      .where('OrganizationRelation', 'to_id', gridOf(selection).community_id)
      .filter((one) => one.kind === 'LEADS' && holdsOn(one, today) && naive.of(one.from_id)!.kind.startsWith('COMMUNITY_PARTY_'))
      .some(({ from_id }) =>
        naive
          .where('Appointment', 'organization_id', from_id)
          .some((post) => post.person_id === viewer.person && leadership.includes(post.position) && holdsOn(post, today)),
      );
  const isNeighbour = (selection: Row, { viewer }: Asking): boolean =>
    viewer.person !== null && naive.of(viewer.person)!.place === selection.place;
  const isCandidate = (selection: Row, { viewer }: Asking): boolean => viewer.person !== null && selection.candidate_id === viewer.person;
  const isOnNotice = (person: string, { today }: Asking): boolean =>
    rows.Appointment.some((post) => post.person_id === person && onNotice.includes(post.position) && holdsOn(post, today));
  const seesWho = (row: Row, ask: Asking): boolean => has(ask.viewer, row.place, ...staff) || isOfBranch(row, ask) || isCandidate(row, ask);
  const internal =
    (of: (row: Row) => string): Resolve =>
    (row, _args, ask) =>
      naive.isOwnJurisdiction(row, ask) ? of(row) : null;

  return {
    sees: {
      Selection: (row, ask) => seesWho(row, ask) || isNeighbour(row, ask) || ['PUBLICITY', 'APPOINTED'].includes(row.state),
      SelectionObjection: (row, ask) =>
        has(ask.viewer, row.place, 'COMMUNITY_CADRE', 'STREET_SUPERVISOR') ||
        (ask.viewer.person !== null && row.person_id === ask.viewer.person),
    },
    seesWho: { Selection: seesWho },
    filters: {
      Selection: {
        states: among('state'),
        stairwellId: (row: Row, wanted: string) => row.stairwell_id === bare(wanted, 'Stairwell'),
        mine: (row: Row, wanted: boolean, ask: Asking) => isCandidate(row, ask) === wanted,
      },
    },
    fields: {
      Selection: {
        ...{ id: id('Selection'), stairwell: seen('stairwell_id'), grid: gridOf },
        candidate: (row: Row, _args: Args, ask: Asking) =>
          naive.isOwnJurisdiction(row, ask) || (row.state === 'APPOINTED' && isOnNotice(row.candidate_id, ask))
            ? naive.of(row.candidate_id)
            : null,
        candidateName: internal((row) => naive.of(row.candidate_id)!.name),
        statement: internal((row) => row.statement),
        nominatedAt: (row: Row) => row.created_at.toISOString(),
        recommendedByViewer: (row: Row, _args: Args, { viewer }: Asking) =>
          recommendations.some(({ selection_id, person_id }) => selection_id === row.id && person_id === viewer.person),
        appointment: seen('appointment_id'),
        objections: pageOf('SelectionObjection', (row) => naive.where('SelectionObjection', 'selection_id', row.id)),
        history: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'HistoryEntry',
            rows.HistoryEntry.filter(({ subject_id }) => subject_id === row.id),
            args,
            ask,
          ),
        viewerActions: actionsBy((row, ask) => {
          const { viewer, today } = ask;
          const acts = (...roles: readonly string[]) => !isCandidate(row, ask) && has(viewer, row.place, ...roles);
          const reviews = !isCandidate(row, ask) && isOfBranch(row, ask);
          const isOver = row.public_until !== null && today > row.public_until;
          const isOpen = naive.where('SelectionObjection', 'selection_id', row.id).some(({ state }) => state === 'OPEN');
          return {
            recommendCandidate: !isCandidate(row, ask) && isNeighbour(row, ask) && row.state === 'SELF_NOMINATED',
            recommendForCommunity: acts('COMMUNITY_CADRE') && row.state === 'RESIDENTS_RECOMMENDED',
            reviewSelection: reviews && ['COMMUNITY_RECOMMENDED', 'RETURNED'].includes(row.state),
            approveSelection: acts('STREET_SUPERVISOR') && row.state === 'GENERAL_BRANCH_REVIEWED',
            publiciseSelection: acts('COMMUNITY_CADRE') && row.state === 'STREET_APPROVED',
            appointCandidate: acts('ADMIN', 'STREET_SUPERVISOR', 'COMMUNITY_CADRE') && row.state === 'PUBLICITY' && isOver && !isOpen,
            rejectSelection: (acts('STREET_SUPERVISOR', 'COMMUNITY_CADRE') || reviews) && running.includes(row.state),
            withdrawSelection: isCandidate(row, ask) && running.includes(row.state),
            objectToSelection:
              viewer.person !== null && naive.isOwnJurisdiction(row, ask) && !isCandidate(row, ask) && row.state === 'PUBLICITY' && !isOver,
          };
        }),
      },
      SelectionObjection: {
        ...{ id: id('SelectionObjection'), selection: seen('selection_id'), person: to('person_id'), decidedBy: to('decided_by_id') },
        at: (row: Row) => row.created_at.toISOString(),
      },
      Stairwell: { selections: pageOf('Selection', (row) => naive.where('Selection', 'stairwell_id', row.id)) },
      Appointment: {
        selection: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.where('Selection', 'appointment_id', row.id)[0] ?? null, ask),
      },
    },
    roots: {
      selection: byIdOf('Selection'),
      selections: (_root, args, ask) => naive.page('Selection', naive.visible('Selection', ask), args, ask),
    },
  };
};
