import { organizationsStaffed } from '../../auth/viewer.js';
import { codeKey } from '../../kernel/text.js';
import { code } from '../../read/code.js';
import { anyOf, contains, holdsThat, is, range, textIn, within } from '../../read/filter.js';
import { fieldOf, type Input, isGiven } from '../../read/input.js';
import {
  type Asker,
  all,
  column,
  computed,
  connection,
  countWithin,
  type FilterField,
  list,
  lookup,
  many,
  type NounReads,
  type OrderKey,
  one,
  type Reads,
  type RowRef,
  type StreamReads,
  sequence,
  value,
} from '../../read/noun.js';
import { and, isAlways, join, literal, literals, raw, type Sql, slot, sql, viewerPerson } from '../../read/sql.js';
import { uuidOf } from '../../read/value.js';
import { subject } from '../notifications/notification.reads.js';
import { jurisdiction } from '../organisations/organization.reads.js';
import { DutyList } from './duty.entity.js';
import { ExtensionRequest } from './extension.entity.js';
import { type ExternalCode, Incident, IncidentCategory, IncidentEvent } from './incident.entity.js';
import { type IncidentFact, type IncidentFacts, incidentFacts } from './incident.facts.js';
import {
  byTrackingCode,
  type IncidentPart,
  incidentParts,
  isAssignedTo,
  isCoHandledBy,
  isReportedBy,
  partnerOf,
  reachOf,
  visibleCategories,
  visibleDutyLists,
  visibleIncidents,
  visibleRoutingRules,
} from './incident.policy.js';
import { finalStates, type IncidentState, openStates, supervisionPoints, urgencies } from './incident.terms.js';
import { incidentFlow } from './incident.workflow.js';
import { IncidentParticipant } from './participant.entity.js';
import { participantFlow } from './participant.workflow.js';
import type { Answer, Question } from './question.terms.js';
import { offeredReplies, replyTemplates } from './reply.reads.js';
import { RoutingRule } from './routing.entity.js';
import { faultOfRule } from './routing.js';
import { Satisfaction } from './satisfaction.entity.js';
import { SATISFIED_FROM } from './satisfaction.terms.js';
import { SlaRule } from './sla.entity.js';

/** Open is what is not final: the same words as the partial index has. */
export const isOpen = (row: RowRef): Sql => sql`${row.col('state')} not in (${literals(finalStates)})`;

/** The serial numbers that a typed one may be: the jurisdiction's code, the day, and six digits, more on a day that has had a million. */
const serialNumbersOf = (given: string): readonly string[] =>
  [6, 7].flatMap((digits) => {
    const parts = new RegExp(`^(.+)([0-9]{8})([0-9]{${digits}})$`).exec(codeKey(given));
    return parts ? [parts.slice(1).join('-'), parts.slice(1).join('-').toLowerCase()] : [];
  });

export const trackingCode = code('trackingCode');

const details = (property: string) => column(property, 'details');

const byTime = (property: string): OrderKey => ({ key: (row) => row.col(property), type: 'timestamptz' });
/** What has no limit comes last. The indexes of open incidents by due time are of this expression. */
export const due = (row: RowRef): Sql => sql`coalesce(${row.col('dueAt')}, '9999-12-31 00:00+00'::timestamptz)`;
const urgencyRank = (row: RowRef): Sql => sql`array_position(array[${literals(Object.keys(urgencies))}]::urgency[], ${row.col('urgency')})`;

/** What the supervision costs now. */
const points = (row: RowRef): Sql =>
  sql`case ${row.col('supervision')} ${join(
    Object.entries(supervisionPoints).map(([level, cost]) => sql`when ${literal(level)} then ${raw(String(cost))}`),
    ' ',
  )} end`;

/** The incident was assigned to the viewer, and their posts reach it: `isAssignedTo` in SQL. */
const isViewersToHandle = (row: RowRef): Sql => {
  const places = slot('text[]', (run) => reachOf(run.viewer).places);
  const organizations = slot('uuid[]', (run) => reachOf(run.viewer).organizations);
  return sql`(${row.col('assignee')} is not distinct from ${viewerPerson} and (${row.col('place')} ^@ any(${places}) or ${row.col('holder')} = any(${organizations})))`;
};

const staffed = slot('uuid[]', (run) => organizationsStaffed(run.viewer));
/** An organisation of the viewer's staff assists: `isCoHandledBy` in SQL, as the index on who assists answers it. Null where nobody does. */
const isViewersToAssist = (row: RowRef): Sql => sql`${row.col('coHandlers')} && ${staffed}`;

/** The viewer or their client reported it: `isReportedBy` in SQL. */
const isViewersReport = (row: RowRef): Sql => {
  const client = slot('text', (run) => partnerOf(run.viewer));
  return sql`(coalesce(${row.col('reporter')} = ${viewerPerson}, false) or coalesce(${row.col('reportingClient')} = ${client}, false))`;
};

/** A condition that depends on who asks, or with `false` its opposite. */
const ofViewer = <Fact extends IncidentFact>(
  condition: (row: RowRef) => Sql,
  facts: readonly Fact[],
  test: (facts: Pick<IncidentFacts, Fact>, asker: Asker) => boolean,
): FilterField<Fact> => ({
  sql: (row, input) => sql`${condition(row)} = ${slot('boolean', input.read)}`,
  test: { facts, holds: (carried, wanted: boolean, { asker }) => test(carried as IncidentFacts, asker) === wanted },
  asksWho: true,
});

/** Past the limit of what has to be done next. Nothing is due of what is final; it is said for the index. */
const isOverdue = (row: RowRef): Sql => sql`(${isOpen(row)} and ${due(row)} < ${now})`;
const now = slot('timestamptz', (run) => run.now());

/** Of one of the categories, or of one below them. */
export const ofCategories: FilterField<'category' | 'parentCategory'> = {
  sql: (row, input) => {
    const ids = slot('uuid[]', (run) => (input.read(run) as string[]).map((id) => uuidOf(id, input.path, 'IncidentCategory')));
    return sql`${row.col('category')} = any(array(select of.id from incident_category of where of.id = any(${ids}) or of.parent_id = any(${ids})))`;
  },
  test: {
    facts: ['category', 'parentCategory'],
    holds: ({ category, parentCategory }, wanted: readonly string[]) => {
      const ids: readonly unknown[] = wanted.map((id) => uuidOf(id, 'filter', 'IncidentCategory'));
      return ids.includes(category) || ids.includes(parentCategory);
    },
  },
};

/** Among the codes of a category is one of somebody else. */
const hasCode = (codes: Sql, wanted: Input): Sql => {
  const one = (name: string) => slot('text', (run) => textIn(fieldOf(wanted, name), run));
  return sql`${codes} @> jsonb_build_array(jsonb_build_object('scheme', ${one('scheme')}, 'code', ${one('code')}))`;
};

/** What incidents are looked up by: in lists, and on the stream as far as it is asked in memory. */
export const incidentFilters: Readonly<Record<string, FilterField<IncidentFact>>> = {
  states: anyOf('state'),
  categories: ofCategories,
  externalCode: {
    sql: (row, input) =>
      sql`${row.col('category')} = any(array(select below.id from incident_category below, incident_category of
        where ${hasCode(raw('of.external_codes'), input)} and of.id in (below.id, below.parent_id)))`,
  },
  domains: anyOf('domain'),
  urgencies: anyOf('urgency'),
  channels: anyOf('channel'),
  supervisions: anyOf('supervision'),
  ids: anyOf('id', 'Incident'),
  open: holdsThat(isOpen, {
    facts: ['state'],
    holds: ({ state }, wanted: boolean) => openStates.includes(state as IncidentState) === wanted,
  }),
  assignedToViewer: ofViewer(isViewersToHandle, ['assignee', 'place', 'holder'], (facts, asker) => isAssignedTo(asker, facts)),
  coHandledByViewer: {
    ...holdsThat(isViewersToAssist, {
      facts: ['coHandlers'],
      holds: (facts, wanted: boolean, { asker }) => isCoHandledBy(asker, facts) === wanted,
    }),
    asksWho: true,
  },
  reportedByViewer: ofViewer(isViewersReport, ['reporter', 'reportingClient'], (facts, asker) => isReportedBy(asker, facts)),
  assigneeId: is('assignee', 'Person'),
  holderId: is('holder', 'Organization'),
  dueAt: range('dueAt'),
  overdue: holdsThat(isOverdue, {
    // The clock leaves an event when a limit passes.
    facts: ['dueAt', 'updatedAt'],
    holds: ({ dueAt, updatedAt }, wanted: boolean) => (dueAt != null && String(dueAt) <= String(updatedAt)) === wanted,
  }),
  reportedAt: range('reportedAt'),
  updatedAt: range('updatedAt'),
  text: contains(['title'], 'serialNumber'),
  within: within(),
};

export const incidentStreamReads: StreamReads<IncidentFact> = { facts: incidentFacts, refuses: ['text', 'externalCode'] };

const incidents: NounReads<IncidentPart, IncidentFact> = {
  noun: 'Incident',
  entity: Incident,
  visible: visibleIncidents,
  parts: incidentParts,
  fields: {
    // As json: one jsonb among the values of an object would sort the keys of all that it stands in.
    answers: computed<{ answers: readonly Answer[] | null }>(
      { answers: (row, { opens }) => sql`case when ${opens(row, 'details')} then ${row.col('answers')}::json end` },
      ({ answers }) => answers,
    ),
    description: details('description'),
    address: details('address'),
    location: details('location'),
    category: one('IncidentCategory', 'category', { follows: true }),
    reporter: one('Person', 'reporter', { follows: true, part: 'reporter' }),
    assignee: one('Person', 'assignee', { follows: true, part: 'people' }),
    supervisionPoints: value(points),
    replyTemplates: offeredReplies,
    overdue: value(isOverdue),
    parent: one('Incident', 'parent'),
    children: many(
      'Incident',
      (incident, part) => sql`${part.col('parent')} = ${incident.col('id')}`,
      (part) => sql`${part.col('reportedAt')}, ${part.col('id')}`,
    ),
    participants: many(
      'IncidentParticipant',
      (incident, participant) => sql`${participant.col('incident')} = ${incident.col('id')}`,
      (participant) => sql`${participant.col('askedAt')}, ${participant.col('id')}`,
      { follows: true },
    ),
    duplicateOf: one('Incident', 'duplicateOf'),
    duplicateOfState: value((row) => sql`(select into_.state from incident into_ where into_.id = ${row.col('duplicateOf')})`),
    satisfaction: one(
      'Satisfaction',
      (incident, answer) =>
        sql`${answer.col('incident')} = ${incident.col('id')} and ${answer.col('closing')} = ${incident.col('closings')}`,
      { follows: true },
    ),
    extensionRequests: many(
      'ExtensionRequest',
      (incident, request) => sql`${request.col('incident')} = ${incident.col('id')}`,
      (request) => sql`${request.col('requestedAt')}, ${request.col('id')}`,
      { follows: true },
    ),
    duplicates: connection('Incident', (incident, merged) => sql`${merged.col('duplicateOf')} = ${incident.col('id')}`),
    trackingCode: value((row) => sql`case when ${isViewersReport(row)} then ${row.col('trackingCode')} end`),
    events: connection('IncidentEvent', (incident, event) => sql`${event.col('incident')} = ${incident.col('id')}`, { follows: true }),
    viewerActions: incidentFlow.viewerActions,
  },
  filters: incidentFilters,
  stream: incidentStreamReads,
  orders: {
    REPORTED_AT: byTime('reportedAt'),
    UPDATED_AT: byTime('updatedAt'),
    URGENCY: { key: urgencyRank, type: 'int' },
    DUE_AT: { key: due, type: 'timestamptz' },
  },
  defaultOrder: { field: 'REPORTED_AT', direction: 'DESC' },
  roots: {
    incident: lookup({ id: 'id', serialNumber: code('serialNumber', serialNumbersOf) }),
    incidentByTrackingCode: lookup({ code: trackingCode }, byTrackingCode),
    incidents: list(),
  },
};

/** Something new may be reported in it: it is in use, and no category below it is. */
const isReportable = (category: RowRef): Sql =>
  sql`(${category.col('active')} and not exists (select from incident_category below where below.parent_id = ${category.col('id')} and below.active))`;

const categories: NounReads = {
  noun: 'IncidentCategory',
  entity: IncidentCategory,
  visible: visibleCategories,
  conditions: { active: (row) => row.col('active') },
  fields: {
    questions: computed<{ questions: readonly Question[] }>(
      { questions: (row) => sql`${row.col('questions')}::json` },
      ({ questions }) => questions,
    ),
    publicName: value((row) => sql`coalesce(${row.col('publicName')}, ${row.col('name')})`),
    parent: one('IncidentCategory', 'parent'),
    children: many(
      'IncidentCategory',
      (category, below) => sql`${below.col('parent')} = ${category.col('id')}`,
      (below) => sql`${below.col('code')}, ${below.col('id')}`,
    ),
    reportable: value(isReportable),
    responsibleKinds: value(
      (row) => sql`case when cardinality(${row.col('responsibleKinds')}) > 0 then ${row.col('responsibleKinds')}
        else coalesce((select above.responsible_kinds from incident_category above where above.id = ${row.col('parent')}), '{}') end`,
    ),
    externalCodes: computed<{ externalCodes: readonly ExternalCode[] }>(
      { externalCodes: (row) => sql`${row.col('externalCodes')}::json` },
      ({ externalCodes }) => externalCodes,
    ),
  },
  roots: {
    incidentCategories: all('code', (row, { externalCode }) =>
      and([
        sql`coalesce(${row.col('jurisdictionId')} = ${jurisdiction}, ${jurisdiction} is null)`,
        ...(isGiven(externalCode!) ? [hasCode(row.col('externalCodes'), externalCode!)] : []),
      ]),
    ),
  },
};

/** The reporter's step names the reporter: it is shown only where the incident's reporter is. */
function actorIsOpen(event: RowRef, opens: Sql): Sql {
  if (isAlways(opens)) return opens;
  const isAnother = event.owner
    ? sql`${event.owner.col('reporter')} is distinct from ${event.col('actor')}`
    : sql`not exists (select from incident reported where reported.id = ${event.col('incident')} and reported.reporter_id = ${event.col('actor')})`;
  return sql`(${isAnother} or ${opens})`;
}

const events: NounReads<IncidentPart> = {
  noun: 'IncidentEvent',
  entity: IncidentEvent,
  visible: { through: 'incident' },
  fields: {
    incident: one('Incident', 'incident'),
    note: column('note', 'notes'),
    actor: one(
      'Person',
      (event, person, { opens }) =>
        and([sql`${person.col('id')} = ${event.col('actor')}`, opens(event, 'people'), actorIsOpen(event, opens(event, 'reporter'))]),
      {
        follows: true,
      },
    ),
  },
  orders: { AT: byTime('at') },
  defaultOrder: { field: 'AT', direction: 'ASC' },
};

export const isSatisfied = (answer: RowRef): Sql => sql`${answer.col('score')} >= ${raw(String(SATISFIED_FROM))}`;

const satisfaction: NounReads<IncidentPart> = {
  noun: 'Satisfaction',
  entity: Satisfaction,
  visible: { through: 'incident' },
  fields: {
    incident: one('Incident', 'incident'),
    satisfied: value(isSatisfied),
    comment: column('comment', 'details'),
    respondent: one('Person', 'respondent', { follows: true, part: 'reporter' }),
    askedBy: one('Person', 'askedBy', { follows: true, part: 'people' }),
  },
};

const extensions: NounReads<IncidentPart> = {
  noun: 'ExtensionRequest',
  entity: ExtensionRequest,
  visible: { through: 'incident' },
  fields: {
    incident: one('Incident', 'incident'),
    reason: column('reason', 'notes'),
    note: column('note', 'notes'),
    requestedBy: one('Person', 'requestedBy', { follows: true, part: 'people' }),
    decidedBy: one('Person', 'decidedBy', { follows: true, part: 'people' }),
  },
};

const participants: NounReads<IncidentPart> = {
  noun: 'IncidentParticipant',
  entity: IncidentParticipant,
  // What an organisation was asked stays known to its staff, also when they do not see the incident any more.
  visible: { through: 'incident', or: (row) => sql`${row.col('organization')} = any(${staffed})` },
  fields: {
    incident: one('Incident', 'incident'),
    task: column('task', 'notes'),
    answer: column('answer', 'notes'),
    overdue: value((row) => sql`(${row.col('endedAt')} is null and ${row.col('dueAt')} < ${now})`),
    askedBy: one('Person', 'askedBy', { follows: true, part: 'people' }),
    viewerActions: participantFlow.viewerActions,
  },
};

const dutyLists: NounReads = {
  noun: 'DutyList',
  entity: DutyList,
  visible: visibleDutyLists,
  fields: {
    own: sequence('IncidentCategory', (list) => list.col('ownIds'), { follows: true }),
    assist: sequence('IncidentCategory', (list) => list.col('assistIds'), { follows: true }),
    notOurs: sequence('IncidentCategory', (list) => list.col('notOursIds'), { follows: true }),
  },
};

const routingRules: NounReads = {
  noun: 'RoutingRule',
  entity: RoutingRule,
  visible: visibleRoutingRules,
  fields: {
    categories: sequence('IncidentCategory', (rule) => rule.col('categoryIds'), { follows: true }),
    brokenReason: value((rule) => faultOfRule(rule.col('id'))),
  },
};

export const incidentReads: readonly Reads[] = [
  incidents,
  categories,
  events,
  satisfaction,
  extensions,
  participants,
  dutyLists,
  routingRules,
  replyTemplates,
  { noun: 'SlaRule', entity: SlaRule, visible: 'public', fields: { category: one('IncidentCategory', 'category', { follows: true }) } },
  {
    adds: 'Notification',
    fields: {
      incident: subject('Incident'),
      event: one('IncidentEvent', (told, event) => sql`${event.col('id')} = ${told.col('stepId')}`),
    },
  },
  {
    adds: 'Organization',
    fields: {
      incidents: connection('Incident', 'subtree'),
      dutyLists: many(
        'DutyList',
        (organization, duties) =>
          sql`${duties.col('jurisdictionId')} = ${organization.col('jurisdictionId')} and ${organization.col('place')} ^@ ${duties.col('place')}`,
        (duties) => sql`${duties.col('publishedAt')} desc, ${duties.col('id')} desc`,
      ),
      routingRules: many(
        'RoutingRule',
        (
          organization,
          rule,
        ) => sql`${rule.col('jurisdictionId')} = ${organization.col('jurisdictionId')} and ${rule.col('position')} is not null
          and (${organization.col('place')} ^@ ${rule.col('place')} or ${rule.col('place')} ^@ ${organization.col('place')})`,
        (rule) => rule.col('position'),
      ),
      slaRules: many(
        'SlaRule',
        (organization, rule) =>
          sql`${rule.col('jurisdictionId')} = ${organization.col('jurisdictionId')} and ${organization.col('place')} ^@ ${rule.col('place')}`,
        (rule) => sql`length(${rule.col('place')}), ${rule.col('id')}`,
      ),
    },
  },
  {
    adds: 'Grid',
    fields: {
      incidents: connection('Incident', 'subtree'),
      openIncidentCount: countWithin('Incident', isOpen),
      incidentCategories: many(
        'IncidentCategory',
        (grid, category) => sql`${category.col('jurisdictionId')} = ${grid.col('jurisdictionId')} and ${isReportable(category)}`,
        (category) => sql`${category.col('code')}, ${category.col('id')}`,
      ),
    },
  },
];
