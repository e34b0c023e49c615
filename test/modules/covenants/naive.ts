import type { Naive } from '../../read/naive.js';
import {
  ANYTHING,
  type Args,
  type Asking,
  actionsBy,
  among,
  byInstant,
  byText,
  type DefaultOrders,
  endDay,
  firstDay,
  id,
  type NaivePart,
  type Orders,
  type Resolve,
  resolversOf,
} from '../../read/naive-rules.js';
import { belongsAt, has, holdsOn, onNotice } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';
import { isTopicKnown } from '../ballots/naive.js';

export const orders: Orders = {
  Covenant: { TITLE: byText('title') },
  CovenantSignature: { SIGNED_AT: byInstant('signed_at') },
  CovenantBreach: { REPORTED_AT: byInstant('created_at') },
};
export const defaultOrders: DefaultOrders = {
  Covenant: { field: 'TITLE', direction: 'ASC' },
  CovenantSignature: { field: 'SIGNED_AT', direction: 'ASC' },
  CovenantBreach: { field: 'REPORTED_AT', direction: 'DESC' },
};

const keepers = ['GRID_LEADER', 'COMMUNITY_CADRE', 'COUNCIL_SECRETARY', 'STREET_SUPERVISOR'];
const carers = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR'];
const handlers = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE'];

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, seen, below, pageOf, byIdOf } = resolversOf(naive);
  const isStaff = (row: Row, { viewer }: Asking): boolean => has(viewer, row.place, ...keepers, 'GRID_WORKER');
  const isKeeper = (row: Row, { viewer }: Asking): boolean => has(viewer, row.place, ...keepers);
  const knows = (row: Row, { viewer }: Asking): boolean => has(viewer, row.place, ...carers);
  const isViewer = (person: string, { viewer }: Asking): boolean => viewer.person !== null && viewer.person === person;
  const watches = (breach: Row, { viewer, today }: Asking): boolean => {
    const { supervisor_ids: supervisors, state, place } = naive.of(breach.covenant_id)!;
    return state === 'ADOPTED' && supervisors.includes(viewer.person) && belongsAt(naive.world, viewer.person!, place, today);
  };
  const isOfHousehold = (household: string, { viewer }: Asking): boolean =>
    viewer.person !== null &&
    naive
      .where('HouseholdMember', 'household_id', household)
      .some(({ person_id, valid_to }) => person_id === viewer.person && valid_to === null);
  const isOnNotice = (person: string, { today }: Asking): boolean =>
    rows.Appointment.some((post) => post.person_id === person && onNotice.includes(post.position) && holdsOn(post, today));
  const named =
    (column: string): Resolve =>
    (row, _args, ask) =>
      (row[column] as string[])
        .filter((person) => naive.isOwnJurisdiction(row, ask) || isOnNotice(person, ask))
        .map((person) => naive.of(person));
  const isInForce = (version: Row, { today }: Asking): boolean => version.valid_from !== null && holdsOn(version, today);
  const versionsOf = (covenant: Row, ask: Asking): readonly Row[] =>
    naive
      .where('CovenantVersion', 'covenant_id', covenant.id)
      .filter((version) => naive.sees(version, ask))
      .toSorted((a, b) => b.number - a.number);
  const isAtHome = (household: Row, version: Row): boolean => household.dissolved_on === null && household.place.startsWith(version.place);
  const signedBy = (version: Row): number =>
    naive
      .where('CovenantSignature', 'covenant_version_id', version.id)
      .filter(({ withdrawn_at, household_id }) => withdrawn_at === null && isAtHome(naive.of(household_id)!, version)).length;
  const history: Resolve = (row, args, ask) =>
    naive.page(
      'HistoryEntry',
      rows.HistoryEntry.filter(({ subject_id }) => subject_id === row.id),
      args,
      ask,
    );
  const covenants = pageOf('Covenant', (row) => below('Covenant', row));
  const ofBreach =
    (column: string): Resolve =>
    (row, _args, ask) =>
      naive.ifSeen(naive.where('CovenantBreach', column, row.id)[0] ?? null, ask);

  return {
    sees: {
      Covenant: (row, ask) => isStaff(row, ask) || ['ADOPTED', 'ENDED'].includes(row.state),
      CovenantVersion: (row, ask) =>
        isStaff(row, ask) ||
        row.valid_from !== null ||
        (row.topic_id !== null && naive.isOwnJurisdiction(row, ask) && isTopicKnown(naive, naive.of(row.topic_id)!, ask)),
      CovenantSignature: (row, ask) => knows(row, ask) || isOfHousehold(row.household_id, ask),
      CovenantBreach: (row, ask) => knows(row, ask) || isViewer(row.reporter_id, ask) || watches(row, ask),
    },
    seesWho: { Covenant: isStaff, CovenantBreach: knows },
    filters: { Covenant: { kinds: among('kind'), states: among('state') }, CovenantBreach: { states: among('state') } },
    fields: {
      Covenant: {
        ...{ id: id('Covenant'), organization: to('organization_id'), grid: to('grid_id'), history, supervisors: named('supervisor_ids') },
        currentVersion: (row: Row, _args: Args, ask: Asking) => versionsOf(row, ask).find((version) => isInForce(version, ask)) ?? null,
        versions: (row: Row, _args: Args, ask: Asking) => versionsOf(row, ask),
        breaches: pageOf('CovenantBreach', (row) => naive.where('CovenantBreach', 'covenant_id', row.id)),
        viewerActions: actionsBy((row, ask) => {
          const keeps = isKeeper(row, ask);
          const isOpen = ['DRAFT', 'ADOPTED'].includes(row.state);
          return {
            adoptCovenant: keeps && isOpen,
            endCovenant: keeps && row.state === 'ADOPTED',
            withdrawCovenant: keeps && row.state === 'DRAFT',
            reviseCovenant: keeps && isOpen,
            submitCovenant: keeps && isOpen,
            nameCovenantSupervisors: keeps && isOpen,
          };
        }),
      },
      CovenantVersion: {
        ...{ id: id('CovenantVersion'), covenant: to('covenant_id'), drafters: named('drafter_ids') },
        ...{ topic: seen('topic_id'), session: seen('session_id'), from: firstDay, to: endDay },
        status: (row: Row, _args: Args, ask: Asking) => {
          if (row.valid_from === null) return 'DRAFT';
          if (isInForce(row, ask)) return 'IN_FORCE';
          return row.valid_from > ask.today ? 'COMING' : 'PAST';
        },
        signatureCount: signedBy,
        signatureRate: (row: Row, _args: Args, ask: Asking) => {
          if (!naive.isOwnJurisdiction(row, ask)) return null;
          const denominator = rows.Household.filter((household) => isAtHome(household, row)).length;
          return {
            ...{ numerator: signedBy(row), denominator, value: denominator === 0 ? null : signedBy(row) / denominator },
            definition: { key: 'covenant.signatureRate', formula: ANYTHING, formulaZh: ANYTHING, version: 1 },
            ...{ basis: 'COHORT', asOf: ANYTHING },
          };
        },
        signatures: pageOf('CovenantSignature', (row) => naive.where('CovenantSignature', 'covenant_version_id', row.id)),
      },
      CovenantSignature: {
        ...{ id: id('CovenantSignature'), covenantVersion: to('covenant_version_id') },
        ...{ household: seen('household_id'), signedBy: to('signed_by_id') },
      },
      CovenantBreach: {
        ...{ id: id('CovenantBreach'), covenant: to('covenant_id'), topic: seen('topic_id'), incident: seen('incident_id'), history },
        reporter: (row: Row, _args: Args, ask: Asking) =>
          knows(row, ask) || isViewer(row.reporter_id, ask) ? naive.of(row.reporter_id) : null,
        reportedAt: (row: Row) => row.created_at.toISOString(),
        viewerActions: actionsBy((row, ask) => {
          const decides = (has(ask.viewer, row.place, ...handlers) || watches(row, ask)) && row.state === 'REPORTED';
          return { turnBreachIntoTopic: decides, turnBreachIntoIncident: decides, dismissBreach: decides };
        }),
      },
      ...{ Organization: { covenants }, Grid: { covenants } },
      ...{
        Topic: {
          covenantBreach: ofBreach('topic_id'),
          covenantVersion: (row: Row, _args: Args, ask: Asking) =>
            naive.ifSeen(naive.where('CovenantVersion', 'topic_id', row.id)[0] ?? null, ask),
        },
        Incident: { covenantBreach: ofBreach('incident_id') },
      },
    },
    roots: {
      covenant: byIdOf('Covenant'),
      covenants: (_root, args, ask) => naive.page('Covenant', naive.visible('Covenant', ask), args, ask),
      covenantBreach: byIdOf('CovenantBreach'),
      covenantBreaches: (_root, args, ask) => naive.page('CovenantBreach', naive.visible('CovenantBreach', ask), args, ask),
    },
  };
};
