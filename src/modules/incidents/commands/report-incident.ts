import { randomInt } from 'node:crypto';
import { dayOf } from '../../../kernel/clock.js';
import { demand, notFound } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import { optionalLinesOf, optionalTextOf, textOf } from '../../../kernel/text.js';
import { uuidOf } from '../../../read/value.js';
import type { Command, Idempotent, Work } from '../../../work/command.js';
import { findGridAt } from '../../grids/grid-at.js';
import { type PointInput, pointOf } from '../../grids/point.js';
import { findVisiblePerson } from '../../organisations/commands/find-person.js';
import { Incident, IncidentCategory } from '../incident.entity.js';
import { mayReport, mayReportOnBehalf, organizationReportedFor, partnerOf } from '../incident.policy.js';
import type { IncidentChannel, Urgency } from '../incident.terms.js';
import { leaderOfGrid } from './handlers.js';
import { lockActiveGrid } from './settle.js';
import { record } from './transition.js';

export interface ReportIncident extends Idempotent {
  readonly title: string;
  readonly description?: string | null;
  readonly categoryId: string;
  readonly gridId?: string | null;
  readonly location?: PointInput | null;
  readonly address?: string | null;
  readonly channel: IncidentChannel;
  readonly urgency?: Urgency | null;
  /** The person in whose name staff report. */
  readonly onBehalfOf?: string | null;
  readonly occurredAt?: Date | null;
}

/** Takes a problem down. The grid's community holds it, the grid's leader is its assignee, until somebody dispatches it. */
export const reportIncident: Command<ReportIncident> = async (work, input) => {
  const location = pointOf(input.location ?? null, 'location');
  if (!location.ok) return location;
  const named = input.gridId != null ? uuidOf(input.gridId, 'gridId', 'Grid') : location.value && (await findGridAt(work, location.value));
  if (!named)
    return fail(
      'REQUIRED',
      input.location ? 'No grid lies there; name the grid it happened in.' : 'Name the grid it happened in, or its location.',
      'gridId',
    );
  const grid = await lockActiveGrid(work, named, location.value);
  if (!grid) throw notFound('grid');
  demand(mayReport(work.viewer, grid.place), 'You report in your own jurisdiction only.');
  if (grid.status !== 'ACTIVE') return fail('INVALID', 'The grid is no longer at work.', 'gridId');
  const category = await work.em.findOne(IncidentCategory, {
    id: uuidOf(input.categoryId, 'categoryId', 'IncidentCategory'),
    jurisdictionId: grid.jurisdictionId,
  });
  if (!category?.active)
    return fail('INVALID', "There is no such category in the grid's jurisdiction; see incidentCategories.", 'categoryId');
  const title = textOf(input.title, 'title', 200);
  if (!title.ok) return title;
  const description = optionalLinesOf(input.description, 'description', 5_000);
  if (!description.ok) return description;
  const address = optionalTextOf(input.address, 'address', 200);
  if (!address.ok) return address;
  const now = work.now();
  if (input.occurredAt && input.occurredAt > now) return fail('INVALID', 'occurredAt must not be in the future.', 'occurredAt');
  let reporter = work.viewer.person;
  if (input.onBehalfOf != null) {
    demand(mayReportOnBehalf(work.viewer, grid.place), 'Only staff report on behalf of somebody else.');
    const person = await findVisiblePerson(work, input.onBehalfOf, 'onBehalfOf');
    if (person.jurisdictionId !== grid.jurisdictionId) return fail('INVALID', 'The person is of another jurisdiction.', 'onBehalfOf');
    reporter = person.id;
  }

  const day = dayOf(now);
  const leader = await leaderOfGrid(work, grid.id);
  const trackingCode = newTrackingCode();
  const reportedFor = organizationReportedFor(work.viewer, grid.place);
  const incident = work.em.create(Incident, {
    id: newId(jurisdictionNumberOf(grid.id)),
    jurisdictionId: grid.jurisdictionId,
    serialNumber: await serialNumber(work, grid.jurisdictionId, grid.code, day),
    title: title.value,
    description: description.value,
    category: category.id,
    domain: category.domain,
    channel: input.channel,
    urgency: input.urgency ?? 'NORMAL',
    state: 'REPORTED',
    grid: grid.id,
    place: grid.place,
    address: address.value,
    location: location.value,
    reporter,
    recorder: reporter === work.viewer.person ? null : work.viewer.person,
    reportingClient: partnerOf(work.viewer),
    reportingOrganization: reportedFor,
    holder: grid.community,
    previousHolder: null,
    assignee: leader,
    handlerIds: leader ? [leader] : [],
    trackingCode,
    occurredAt: input.occurredAt ?? null,
    reportedAt: now,
    createdAt: now,
    updatedAt: now,
  });
  record(work, incident, { kind: 'REPORTED', from: null, note: null, before: null, actedFor: reportedFor });
  return ok({ id: incident.id, ...(work.viewer.person === null ? { secret: trackingCode } : {}) });
};

/** Numbers rise in the order of their allocation, per jurisdiction and day (I12). */
async function serialNumber(work: Work, jurisdictionId: string, gridCode: string, day: string): Promise<string> {
  const serial = await work.nextSerial(jurisdictionId, day);
  return `${gridCode.split('-')[0]}-${day.replaceAll('-', '')}-${String(serial).padStart(6, '0')}`;
}

/** Digits and letters that cannot be mistaken for each other when read out on the phone. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const newTrackingCode = (): string => Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
