import { randomInt } from 'node:crypto';
import { dayOf } from '../../../kernel/clock.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { slot, today } from '../../../read/sql.js';
import type { Work } from '../../../work/command.js';
import { policyFacts, policyFactsOf } from '../../../work/policy-facts.js';
import type { Grid } from '../../grids/grid.entity.js';
import type { PointGeometry } from '../../grids/point.js';
import { answersTo, type Given } from '../answers.js';
import { beginBy, type LimitsFound, limitsAt, limitsFor } from '../deadlines.js';
import { Incident, IncidentCategory } from '../incident.entity.js';
import type { IncidentChannel, Urgency } from '../incident.terms.js';
import { type RoutingFacts, route, routingFacts, routingNote } from '../routing.js';
import { hasSubcategories } from './category-tree.js';
import { record } from './record.js';

/** What is known of an incident that comes in. What is left out is not known. */
interface NewIncident {
  readonly title: string;
  readonly description: string | null;
  readonly categoryId: string;
  readonly channel: IncidentChannel;
  readonly urgency?: Urgency;
  readonly address?: string | null;
  readonly location?: PointGeometry | null;
  readonly occurredAt?: Date | null;
  readonly reporter?: string | null;
  readonly recorder?: string | null;
  readonly reportingClient?: string | null;
  readonly reportingOrganization: string | null;
  readonly attachmentIds?: readonly string[] | null;
  /** What who reports it answers to the questions of the category; nothing is asked, nor a picture needed, where it is left out. */
  readonly answers?: readonly Given[];
  /** The incident that it is a part of, and whether that one waits for it. */
  readonly partOf?: { readonly id: string; readonly required: boolean };
  /** Who has to act for the grid's community; the routing rules decide if left out. */
  readonly assignee?: string;
}

/** What a grid says of a category. */
interface CategoryFacts {
  readonly hasSubcategories: boolean;
  /** Those of the grid's community. */
  readonly limits: LimitsFound;
}

const ofCategory = slot('uuid', (run) => run.given!.category);
const ofUrgency = slot('text', (run) => run.given!.urgency);
const categoryFacts = policyFacts<CategoryFacts>({
  hasSubcategories: () => hasSubcategories(ofCategory),
  limits: (grid) => limitsFor(grid.col('community'), grid.col('place'), ofCategory, ofUrgency, today),
});
const categoryAndRouting = policyFacts<CategoryFacts & RoutingFacts>({ ...categoryFacts.expressions, ...routingFacts.expressions });

/** What the rows say of an incident that comes in at a grid. */
interface Setting {
  readonly now: Date;
  readonly category: IncidentCategory | null;
  readonly facts: CategoryFacts;
  /** Null where somebody is named who has to act. */
  readonly routing: RoutingFacts | null;
}

/** Asks for it at once: a command that knows the id of the grid may ask before it has the grid's row. */
export async function settingOf(
  work: Work,
  grid: string,
  { categoryId, urgency = 'NORMAL', assignee }: Pick<NewIncident, 'categoryId' | 'urgency' | 'assignee'>,
): Promise<Setting> {
  const now = work.now();
  const [category, facts] = await Promise.all([
    // Kept as the insert keeps it anyway, only sooner: who sees it is not changed in between.
    work.em.findOne(IncidentCategory, { id: categoryId }, { lock: 'key share' }),
    policyFactsOf<CategoryFacts | (CategoryFacts & RoutingFacts)>(work, 'Grid', assignee ? categoryFacts : categoryAndRouting, grid, {
      category: categoryId,
      urgency,
    }),
  ]);
  return { now, category, facts, routing: assignee ? null : (facts as CategoryFacts & RoutingFacts) };
}

/** A reported incident of an active grid, where the routing rules send it; with its first event. */
export async function newIncident(
  work: Work,
  grid: Grid,
  given: NewIncident,
  setting = settingOf(work, grid.id, given),
): Promise<Incident> {
  const { now, category, facts, routing: rules } = await setting;
  const urgency = given.urgency ?? 'NORMAL';
  if (!category?.active || category.jurisdictionId !== grid.jurisdictionId)
    refuse(
      'INVALID',
      "There is no such category in the grid's jurisdiction; see incidentCategories. 该辖区没有此类别，参见 incidentCategories。",
      'categoryId',
    );
  if (facts.hasSubcategories)
    refuse(
      'INVALID',
      'This category has subcategories: choose one of IncidentCategory.children. 该类别下设子类，请选择其下级类别。',
      'categoryId',
    );
  const answers = given.answers ? answersTo(category, given.answers) : [];
  if (given.answers && category.needsPicture && !given.attachmentIds?.length)
    refuse('REQUIRED', 'This category needs a picture: upload one, and name it here. 该类别须附图片，请先上传。', 'attachmentIds');
  const { title, description } = given;
  const routing =
    rules &&
    route(rules, {
      ...{ categoryId: category.id, parentCategoryId: category.parent ?? null, domain: category.domain },
      ...{ visibility: category.visibility, urgency, title, description, at: now },
    });
  const holder = routing?.holder ?? grid.community;
  const assignee = routing ? routing.assignee : given.assignee!;
  const begin =
    holder === grid.community
      ? beginBy(facts.limits, now)
      : await limitsAt(work, { holder, place: grid.place, category: category.id, urgency }, now);
  const incident = work.em.create(Incident, {
    id: newId(jurisdictionNumberOf(grid.id)),
    jurisdictionId: grid.jurisdictionId,
    serialNumber: await serialNumber(work, grid.jurisdictionId, grid.code, dayOf(now)),
    title,
    description,
    category: category.id,
    answers,
    domain: category.domain,
    visibility: category.visibility,
    channel: given.channel,
    urgency,
    state: 'REPORTED',
    grid: grid.id,
    place: grid.place,
    address: given.address ?? null,
    location: given.location ?? null,
    reporter: given.reporter ?? null,
    recorder: given.recorder ?? null,
    reportingClient: given.reportingClient ?? null,
    reportingOrganization: given.reportingOrganization,
    holder,
    previousHolder: null,
    assignee,
    handlerIds: assignee ? [assignee] : [],
    parent: given.partOf?.id ?? null,
    required: given.partOf?.required ?? null,
    coHandlers: null,
    trackingCode: newTrackingCode(),
    // Nothing happens after it is reported: the phone's clock is ahead.
    occurredAt: given.occurredAt ? new Date(Math.min(given.occurredAt.getTime(), now.getTime())) : null,
    reportedAt: now,
    createdAt: now,
    updatedAt: now,
  });
  begin(incident, 'accept');
  const before = { facts: null, actedFor: given.reportingOrganization };
  await record({
    row: incident,
    before,
    event: 'REPORTED',
    note: routing && routingNote(routing),
    work,
    attachmentIds: given.attachmentIds,
  });
  return incident;
}

/** Numbers rise in the order of their allocation, per jurisdiction and day. */
async function serialNumber(work: Work, jurisdictionId: string, gridCode: string, day: string): Promise<string> {
  const serial = await work.nextSerial(jurisdictionId, day);
  return `${gridCode.split('-')[0]}-${day.replaceAll('-', '')}-${String(serial).padStart(6, '0')}`;
}

/** Digits and letters that cannot be mistaken for each other when read out on the phone. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const newTrackingCode = (): string => Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
