import { dayOf } from '../kernel/clock.js';
import type { IncidentChannel } from '../modules/incidents/incident.terms.js';
import type { Actors } from './actors.js';
import { type Boxes, pointIn } from './boundaries.js';
import type { Dataset } from './dataset.js';
import type { Matter } from './matters.js';
import { answersOf } from './questions.js';
import type * as Row from './rows.js';
import type { Random } from './seeded.js';

const MINUTE = 60_000;

/** Who reports, and over which channels. */
export interface Reporter {
  readonly person: string | null;
  /** The organisation for which staff report. */
  readonly organization: string | null;
  readonly channels: readonly IncidentChannel[];
}

export const residentChannels: readonly IncidentChannel[] = [
  'WECHAT',
  'PHONE',
  'PHOTO',
  'QR_SCAN',
  'MESSAGE',
  'HOTLINE',
  'STATION_DESK',
  'QQ_GROUP',
];
export const staffChannels: readonly IncidentChannel[] = ['GRID_PATROL', 'VISIT', 'VIDEO_SURVEILLANCE'];

/** None that are mistaken for each other. */
const trackingLetters = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];

/** An incident as it comes in: nothing has happened to it yet. */
export function report(
  dataset: Dataset,
  boxes: Boxes,
  base: Row.BaseRow & Pick<Row.IncidentRow, 'serial_number'>,
  grid: Row.GridRow,
  actors: Actors,
  matter: Matter,
  reporterOf: () => Reporter,
  random: Random,
): Row.IncidentRow {
  const category = dataset.categories.find(({ code }) => code === matter.category)!;
  const [x, y] = [random.between(0, 1000) / 1000, random.between(0, 1000) / 1000];
  const reporter = reporterOf();
  const occurred = Date.parse(base.created_at) - random.between(10, 600) * MINUTE;
  return {
    ...base,
    title: `${matter.spot}${matter.title}`,
    description: matter.description,
    category_id: category.id,
    answers: answersOf(category.code),
    domain: category.domain,
    channel: random.pick(reporter.channels),
    urgency: matter.urgency,
    state: 'REPORTED',
    supervision: 'NONE',
    supervised_holder_id: null,
    grid_id: grid.id,
    place: grid.place,
    address: `${grid.name}${matter.spot}`,
    location: { type: 'Point', coordinates: pointIn(boxes, grid.id, x, y) },
    reporter_id: reporter.person,
    reporting_organization_id: reporter.organization,
    holder_id: grid.community_id,
    previous_holder_id: null,
    assignee_id: actors.leader,
    handler_ids: actors.leader === null ? [] : [actors.leader],
    tracking_code: Array.from({ length: 10 }, () => random.pick(trackingLetters)).join(''),
    co_handler_ids: null,
    parent_id: null,
    required: null,
    open_parts: 0,
    duplicate_of_id: null,
    forwarded_to_id: null,
    forward_due_at: null,
    suspended_at: null,
    suspended_until: null,
    suspended_seconds: 0,
    suspended_minutes: 0,
    handling_minutes: null,
    closings: 0,
    rework_count: 0,
    // The open ones are older than the rules: nothing of them becomes due while the demo is looked at.
    accept_by: null,
    accept_red_at: null,
    handle_by: null,
    handle_red_at: null,
    verify_by: null,
    verify_red_at: null,
    due_at: null,
    red_at: null,
    alarm_at: null,
    alarmed_at: null,
    remind_at: null,
    occurred_at: random.between(1, 3) === 1 ? null : new Date(occurred).toISOString(),
    reported_at: base.created_at,
    accepted_at: null,
    resolved_at: null,
    rejected_at: null,
    verified_at: null,
    closed_at: null,
  };
}

/** Numbers incidents as they come in, by the day. */
export class Serials {
  /** How many each day has used up. */
  readonly used = new Map<string, number>();

  constructor(private readonly code: string) {}

  next(at: number): string {
    const day = dayOf(new Date(at));
    const number = (this.used.get(day) ?? 0) + 1;
    this.used.set(day, number);
    return `${this.code}-${day.replaceAll('-', '')}-${String(number).padStart(6, '0')}`;
  }
}
