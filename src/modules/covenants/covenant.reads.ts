import { rateOf } from '../../graph/rate.js';
import { anyOf, within } from '../../read/filter.js';
import {
  column,
  computed,
  connection,
  list,
  lookup,
  many,
  type NounReads,
  one,
  type Reads,
  type RowRef,
  sequence,
  value,
} from '../../read/noun.js';
import { literals, type Sql, sql, today } from '../../read/sql.js';
import { knownStages } from '../ballots/ballots.terms.js';
import { isKnown } from '../ballots/known.js';
import { named } from '../deliberation/body.reads.js';
import { ownHouseholds } from '../households/belonging.js';
import { subject } from '../notifications/notification.reads.js';
import { history } from '../organisations/history.reads.js';
import { jurisdiction } from '../organisations/organization.reads.js';
import { breachFlow, isWatchedOver } from './breach.workflow.js';
import { Covenant, CovenantBreach, CovenantSignature, CovenantVersion } from './covenant.entity.js';
import {
  type BreachPart,
  breachParts,
  type CovenantPart,
  covenantParts,
  visibleBreaches,
  visibleCovenants,
  visibleSignatures,
  visibleVersions,
} from './covenant.policy.js';
import { covenantFlow } from './covenant.workflow.js';

const isInForce = (version: RowRef): Sql =>
  sql`(${version.col('validFrom')} <= ${today} and (${version.col('validTo')} is null or ${version.col('validTo')} > ${today}))`;

const covenants: NounReads<CovenantPart> = {
  noun: 'Covenant',
  entity: Covenant,
  visible: visibleCovenants,
  parts: covenantParts,
  fields: {
    currentVersion: one(
      'CovenantVersion',
      (covenant, version) => sql`${version.col('covenant')} = ${covenant.col('id')} and ${isInForce(version)}`,
    ),
    versions: many(
      'CovenantVersion',
      (covenant, version) => sql`${version.col('covenant')} = ${covenant.col('id')}`,
      (version) => sql`${version.col('number')} desc`,
    ),
    supervisors: sequence('Person', (covenant) => named(covenant, covenant.col('supervisorIds')), { follows: true }),
    breaches: connection('CovenantBreach', (covenant, breach) => sql`${breach.col('covenant')} = ${covenant.col('id')}`),
    history,
    viewerActions: covenantFlow.viewerActions,
  },
  filters: { kinds: anyOf('kind'), states: anyOf('state'), within: within() },
  orders: { TITLE: { key: (covenant) => covenant.col('title'), type: 'text' } },
  defaultOrder: { field: 'TITLE', direction: 'ASC' },
  roots: { covenant: lookup({ id: 'id' }), covenants: list() },
};

/** Households of today that live where the version's covenant holds. */
const neighbours = (version: RowRef): Sql =>
  sql`household h where h.place >= ${version.col('place')} and h.place < ${version.col('place')} || '~' and h.dissolved_on is null`;
const signed = (version: RowRef): Sql =>
  sql`(select count(*)::int from covenant_signature s join household h on h.id = s.household_id
    where s.covenant_version_id = ${version.col('id')} and s.withdrawn_at is null and h.dissolved_on is null and h.place ^@ ${version.col('place')})`;

const versions: NounReads = {
  noun: 'CovenantVersion',
  entity: CovenantVersion,
  visible: visibleVersions,
  conditions: {
    adopted: (version) => sql`${version.col('validFrom')} is not null`,
    deliberated: (version) =>
      sql`exists (select from topic t where t.id = ${version.col('topic')} and t.state in (${literals(knownStages)})
        and ${isKnown(sql`t.id`, sql`t.body_id`)})`,
  },
  fields: {
    covenant: one('Covenant', 'covenant', { follows: true }),
    drafters: sequence('Person', (version) => named(version, version.col('drafterIds')), { follows: true }),
    status: value(
      (version) => sql`case when ${version.col('validFrom')} is null then 'DRAFT' when ${isInForce(version)} then 'IN_FORCE'
        when ${version.col('validFrom')} > ${today} and ${version.col('validTo')} is distinct from ${version.col('validFrom')} then 'COMING' else 'PAST' end`,
    ),
    from: column('validFrom'),
    to: column('validTo'),
    signatureCount: value(signed),
    signatureRate: computed<{ counts: { signed: number; households: number } | null }>(
      {
        counts: (version) => sql`case when ${version.col('jurisdictionId')} = ${jurisdiction}
          then json_object('signed' : ${signed(version)}, 'households' : (select count(*)::int from ${neighbours(version)})) end`,
      },
      ({ counts }, { now }) =>
        counts &&
        rateOf(
          counts.signed,
          counts.households,
          {
            key: 'covenant.signatureRate',
            formula:
              'Households of today that have signed ÷ households of today where the covenant holds. 已签署的现有户数÷公约范围内的现有户数。',
            version: 1,
          },
          'COHORT',
          now,
        ),
    ),
    signatures: connection('CovenantSignature', (version, signature) => sql`${signature.col('covenantVersion')} = ${version.col('id')}`),
  },
};

const signatures: NounReads = {
  noun: 'CovenantSignature',
  entity: CovenantSignature,
  visible: visibleSignatures,
  conditions: { ofOwnHousehold: (signature) => sql`${signature.col('household')} = any(${ownHouseholds})` },
  fields: {
    covenantVersion: one('CovenantVersion', 'covenantVersion', { follows: true }),
    household: one('Household', 'household'),
    signedBy: one('Person', 'signedBy', { follows: true }),
  },
  orders: { SIGNED_AT: { key: (signature) => signature.col('signedAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'SIGNED_AT', direction: 'ASC' },
};

const breaches: NounReads<BreachPart> = {
  noun: 'CovenantBreach',
  entity: CovenantBreach,
  visible: visibleBreaches,
  parts: breachParts,
  conditions: {
    watchedOver: isWatchedOver,
  },
  fields: {
    covenant: one('Covenant', 'covenant', { follows: true }),
    reporter: one('Person', 'reporter', { follows: true, part: 'reporter' }),
    reportedAt: column('createdAt'),
    history,
    viewerActions: breachFlow.viewerActions,
  },
  filters: { states: anyOf('state'), within: within() },
  orders: { REPORTED_AT: { key: (breach) => breach.col('createdAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'REPORTED_AT', direction: 'DESC' },
  roots: { covenantBreach: lookup({ id: 'id' }), covenantBreaches: list() },
};

const ofBreach = (by: 'topic' | 'incident') => one('CovenantBreach', (owner, breach) => sql`${breach.col(by)} = ${owner.col('id')}`);

export const covenantReads: readonly Reads[] = [
  covenants,
  versions,
  signatures,
  breaches,
  { adds: 'Notification', fields: { covenant: subject('Covenant') } },
  { adds: 'Organization', fields: { covenants: connection('Covenant', 'subtree') } },
  { adds: 'Grid', fields: { covenants: connection('Covenant', 'subtree') } },
  {
    adds: 'Topic',
    fields: {
      covenantBreach: ofBreach('topic'),
      covenantVersion: one('CovenantVersion', (topic, version) => sql`${version.col('topic')} = ${topic.col('id')}`),
    },
  },
  { adds: 'Incident', fields: { covenantBreach: ofBreach('incident') } },
];
