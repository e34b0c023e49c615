import { SEGMENT } from '../../kernel/place.js';
import { freeCode } from '../../read/code.js';
import { anyCode, anyOf, contains, isTrue, within } from '../../read/filter.js';
import { fieldOf, type Input, isGiven } from '../../read/input.js';
import { column, computed, connection, list, lookup, many, type NounReads, one, type Reads, type RowRef, value } from '../../read/noun.js';
import { isAlways, literals, raw, type Sql, slot, sql, today, viewerPerson } from '../../read/sql.js';
import { Appointment } from './appointment.entity.js';
import { EnterpriseProfile } from './enterprise.entity.js';
import { history, historyParts, historyReads } from './history.reads.js';
import { Organization, OrganizationRelation } from './organization.entity.js';
import {
  type HistoryPart,
  ownJurisdiction,
  placesCovered,
  visibleAppointments,
  visibleEnterprises,
  visiblePersons,
  visibleStations,
} from './organization.policy.js';
import { publicPositions } from './organization.terms.js';
import { Person } from './person.entity.js';
import { type OpeningHours, Station, StationSite } from './station.entity.js';
import { stationFlow } from './station.workflow.js';

/** The viewer's; null without a token. */
export const jurisdiction = slot('uuid', (run) => ownJurisdiction(run.viewer));
export const covered = slot('text[]', (run) => placesCovered(run.viewer));

/** A dated row holds on a day: validFrom ≤ day < validTo. */
export const holdsOn = (row: RowRef, day: Sql | typeof today): Sql =>
  sql`(${row.col('validFrom')} <= ${day} and (${row.col('validTo')} is null or ${row.col('validTo')} > ${day}))`;

/** A row holds on the day that an argument names, else today. */
export const holdsAsOf = (row: RowRef, asOf: Input | undefined): Sql =>
  holdsOn(row, asOf && isGiven(asOf) ? slot('date', asOf.read) : today);

const publicList = literals(publicPositions);
/** The person holds a post that is on public notice today. */
export const holdsPublicPost = (person: Sql): Sql =>
  sql`exists (select from appointment where person_id = ${person} and position in (${publicList}) and valid_from <= ${today} and (valid_to is null or valid_to > ${today}))`;

/** Who signed in to the row's jurisdiction sees who it is; everybody else, who is on notice. */
export const isNamedTo = (row: RowRef, person: Sql): Sql =>
  sql`(${row.col('jurisdictionId')} = ${jurisdiction} or ${holdsPublicPost(person)})`;

/** For who signed in to the row's own jurisdiction. */
export const internal = (row: RowRef, value: Sql): Sql => sql`case when ${row.col('jurisdictionId')} = ${jurisdiction} then ${value} end`;

const organizations: NounReads = {
  noun: 'Organization',
  entity: Organization,
  visible: 'public',
  fields: {
    contactPhone: value((row) => internal(row, row.col('contactPhone'))),
    ancestors: many(
      'Organization',
      (own, above) =>
        sql`${above.col('place')} in (select left(${own.col('place')}, n) from generate_series(${raw(String(SEGMENT))}, length(${own.col('place')}) - 1, ${raw(String(SEGMENT))}) n)`,
      (above) => above.col('place'),
    ),
    children: connection('Organization', (own, child) => sql`${child.col('parent')} = ${own.col('id')}`),
    descendants: connection('Organization', (own, other, { args }) => {
      const below = sql`${other.col('place')} > ${own.col('place')} and ${other.col('place')} < ${own.col('place')} || '~'`;
      const depth = slot('int', args.depth!.read);
      return isGiven(args.depth!)
        ? sql`${below} and length(${other.col('place')}) <= length(${own.col('place')}) + ${depth} * ${raw(String(SEGMENT))}`
        : below;
    }),
    relations: many(
      'OrganizationRelation',
      (own, relation, { args }) => {
        const ties = sql`${own.col('id')} in (${relation.col('from')}, ${relation.col('to')}) and ${holdsAsOf(relation, args.asOf)}`;
        return isGiven(args.kind!) ? sql`${ties} and ${relation.col('kind')} = ${slot('text', args.kind!.read)}` : ties;
      },
      (relation) => sql`${relation.col('kind')}, ${relation.col('id')}`,
    ),
    appointments: connection(
      'Appointment',
      (own, appointment, { args }) => sql`${appointment.col('organization')} = ${own.col('id')} and ${holdsAsOf(appointment, args.asOf)}`,
    ),
    stations: connection('Station', 'subtree'),
    enterprise: one('EnterpriseProfile', (own, profile) => sql`${profile.col('organization')} = ${own.col('id')}`),
  },
  filters: {
    kinds: anyOf('kind'),
    codes: anyCode(freeCode('code')),
    text: contains(['name', 'shortName'], 'code'),
    hasPartyMembers: {
      sql: (row, input, _filter, sees) => {
        const { row: profile, table, isSeen } = sees('EnterpriseProfile');
        const has = sql`(${profile.col('partyMembers')} > 0) = ${slot('boolean', input.read)}`;
        return sql`exists (select from ${table} where ${profile.col('organization')} = ${row.col('id')} and ${has} and ${isSeen})`;
      },
    },
    within: within(),
  },
  orders: { CODE: { key: (row) => row.col('code'), type: 'text' }, NAME: { key: (row) => row.col('name'), type: 'text' } },
  defaultOrder: { field: 'CODE', direction: 'ASC' },
  roots: { organization: lookup({ id: 'id', code: freeCode('code') }), organizations: list() },
};

const enterprises: NounReads = {
  noun: 'EnterpriseProfile',
  entity: EnterpriseProfile,
  visible: visibleEnterprises,
  fields: { organization: one('Organization', 'organization') },
};

const relations: NounReads = { noun: 'OrganizationRelation', entity: OrganizationRelation, visible: 'public' };

/** Whether the viewer is shown a person's name in full: their own, and those of people who live where the viewer's posts cover them. */
export const isNamedInFull = (person: Sql, place: Sql): Sql => sql`(${person} = ${viewerPerson} or ${place} ^@ any(${covered}))`;

const masked = (name: Sql): Sql => sql`left(${name}, 1) || '*'`;

/** 138****5678; of one with less than eleven digits, the last two. */
const maskedPhone = (phone: Sql): Sql =>
  sql`case when length(translate(${phone}, '+- ', '')) >= 11 then left(${phone}, 3) || '****' || right(${phone}, 4) else '****' || right(${phone}, 2) end`;

const persons: NounReads = {
  noun: 'Person',
  entity: Person,
  visible: visiblePersons,
  conditions: { onNotice: (row) => holdsPublicPost(row.col('id')) },
  fields: {
    name: value(
      (row) => sql`case when ${isNamedInFull(row.col('id'), row.col('place'))} then ${row.col('name')} else ${masked(row.col('name'))} end`,
    ),
    publicName: value((row) => {
      const isOnNotice = row.condition('onNotice');
      return isAlways(isOnNotice) ? row.col('name') : sql`case when ${isOnNotice} then ${row.col('name')} end`;
    }),
    phone: value((row) => internal(row, maskedPhone(row.col('phone')))),
    idNumber: value((row) => internal(row, row.col('idNumberMasked'))),
    appointments: many(
      'Appointment',
      (person, appointment, { args }) => sql`${appointment.col('person')} = ${person.col('id')} and ${holdsAsOf(appointment, args.asOf)}`,
      (appointment) => sql`${appointment.col('validFrom')}, ${appointment.col('id')}`,
    ),
  },
};

const appointments: NounReads = {
  noun: 'Appointment',
  entity: Appointment,
  visible: visibleAppointments,
  conditions: { onNotice: (row) => sql`(${row.col('position')} in (${publicList}) and ${holdsAsOf(row, undefined)})` },
  fields: { from: column('validFrom'), to: column('validTo'), person: one('Person', 'person', { follows: true }) },
  filters: {
    positions: anyOf('position'),
    fullTime: isTrue('fullTime'),
    within: within(),
    asOf: { sql: (row, input) => holdsAsOf(row, input) },
    alsoHolds: {
      sql: (row, input, filter) => {
        const asOf = fieldOf(filter, 'asOf');
        const other = row.as('other');
        const isShown = sql`(${other.col('jurisdictionId')} = ${jurisdiction} or ${other.condition('onNotice')})`;
        return sql`exists (select from appointment other where ${other.col('person')} = ${row.col('person')} and ${other.col('id')} <> ${row.col('id')} and ${other.col('position')} = any(${slot('text[]', input.read)}) and ${holdsAsOf(other, asOf)} and ${isShown})`;
      },
    },
  },
  orders: { POSITION: { key: (row) => sql`${row.col('place')} || ' ' || ${row.col('position')}`, type: 'text' } },
  defaultOrder: { field: 'POSITION', direction: 'ASC' },
  roots: { appointments: list({ asOf: (row) => holdsAsOf(row, undefined) }) },
};

const sites: NounReads = {
  noun: 'StationSite',
  entity: StationSite,
  visible: 'public',
  fields: {
    stations: many(
      'Station',
      (site, station) => sql`${station.col('site')} = ${site.col('id')}`,
      (station) => sql`${station.col('kind')}, ${station.col('id')}`,
    ),
  },
};

const stations: NounReads<HistoryPart> = {
  noun: 'Station',
  entity: Station,
  visible: visibleStations,
  parts: historyParts,
  fields: {
    // As json: one jsonb among the values of an object would sort the keys of all that it stands in.
    openingHours: computed<{ hours: readonly OpeningHours[] }>(
      { hours: (row) => sql`${row.col('openingHours')}::json` },
      ({ hours }) => hours,
    ),
    history,
    viewerActions: stationFlow.viewerActions,
  },
  filters: { kinds: anyOf('kind'), states: anyOf('state'), within: within() },
  orders: { NAME: { key: (row) => row.col('name'), type: 'text' } },
  defaultOrder: { field: 'NAME', direction: 'ASC' },
};

export const organisationReads: readonly Reads[] = [
  organizations,
  enterprises,
  relations,
  persons,
  appointments,
  sites,
  stations,
  historyReads,
];
