import { dayOf } from '../../kernel/clock.js';
import { addWorkingMinutes, type WorkCalendar, workingMinutesBetween } from '../../kernel/working-time.js';
import type { RowRef } from '../../read/noun.js';
import { raw, type Sql, type SqlPart, sql, textOf, today } from '../../read/sql.js';
import type { Work } from '../../work/command.js';
import { type CalendarDate, calendarDaysAt, workCalendarAt, workCalendarOf } from '../calendar/work-calendar.js';
import type { Incident } from './incident.entity.js';
import type { IncidentState } from './incident.terms.js';

/** Deadlines are reckoned once, when a phase begins, by the rule and the calendar of that moment: later changes of either do not move them. */

/** Minutes of working time; null is no limit. */
export interface Limits {
  readonly acceptYellow: number | null;
  readonly acceptRed: number | null;
  readonly handleYellow: number | null;
  readonly handleRed: number | null;
  readonly verifyYellow: number | null;
  readonly verifyRed: number | null;
}

/** A phase of an incident's life that has a limit of its own. */
export type Phase = 'accept' | 'handle' | 'verify';

/** In which phase an incident is; null where no clock runs for the holder. */
export const phaseOf = (state: IncidentState): Phase | null => phases[state] ?? null;

const phases: Readonly<Partial<Record<IncidentState, Phase>>> = {
  REPORTED: 'accept',
  ESCALATED: 'accept',
  ACCEPTED: 'handle',
  DISPATCHED: 'handle',
  RETURNED: 'handle',
  REOPENED: 'handle',
  IN_PROGRESS: 'handle',
  FORWARDED: 'handle',
  RESOLVED: 'verify',
};

const limitsIn = { accept: ['acceptBy', 'acceptRedAt'], handle: ['handleBy', 'handleRedAt'], verify: ['verifyBy', 'verifyRedAt'] } as const;

type Deadlines = Pick<Incident, 'state' | 'alarmedAt' | 'updatedAt' | (typeof limitsIn)[Phase][number]>;

/** So long before its limit whoever has to act is reminded. */
const REMINDER_MS = 3_600_000;

/** What is asked of an incident now: its yellow limit, its red one, when the next alarm is to be raised, and when to remind before. */
export function dueOf(incident: Deadlines): Pick<Incident, 'dueAt' | 'redAt' | 'alarmAt' | 'remindAt'> {
  const phase = phaseOf(incident.state);
  if (!phase) return { dueAt: null, redAt: null, alarmAt: null, remindAt: null };
  const [yellow, red] = limitsIn[phase];
  const [dueAt, redAt] = [incident[yellow] ?? null, incident[red] ?? null];
  const reminder = dueAt && new Date(dueAt.getTime() - REMINDER_MS);
  // What is due sooner was told when it was given.
  const remindAt = reminder && reminder > incident.updatedAt ? reminder : null;
  const isToBeTold = (limit: Date | null) => limit !== null && !(incident.alarmedAt && limit <= incident.alarmedAt);
  return {
    dueAt,
    redAt,
    remindAt,
    alarmAt: [dueAt, redAt].find(isToBeTold) ?? null,
  };
}

/** Sets the limits of a phase that begins. */
export type Begin = (incident: Incident, phase: Phase) => void;

/** Sets the two limits of a phase that begins. */
export function begin(incident: Incident, phase: Phase, limits: Limits | null, calendar: WorkCalendar, from: Date): void {
  const [yellow, red] = limitsIn[phase];
  const after = (minutes: number | null | undefined) => (minutes == null ? null : addWorkingMinutes(calendar, from, minutes));
  incident[yellow] = after(limits?.[`${phase}Yellow`]);
  incident[red] = after(limits?.[`${phase}Red`]);
}

/** Moves the limits of handling by the working time that an incident lay still; those that had passed before stay. */
export function shift(incident: Incident, calendar: WorkCalendar, from: Date, to: Date): void {
  for (const limit of limitsIn.handle) {
    const until = incident[limit];
    if (until && until > from) incident[limit] = addWorkingMinutes(calendar, to, workingMinutesBetween(calendar, from, until));
  }
}

/** Moves the limits of handling by so many minutes of working time. */
export async function extendHandling(work: Work, incident: Incident, minutes: number): Promise<void> {
  const limits = limitsIn.handle.filter((limit) => incident[limit]);
  for (const limit of limits) {
    const from = incident[limit]!;
    incident[limit] = addWorkingMinutes(await workCalendarAt(work, incident.place, from), from, minutes);
  }
}

/** By what phases are limited: the rule that fits best, and the days of the calendar from the first one on, which has none of the past. */
export interface LimitsFound {
  readonly limits: Limits | null;
  readonly days: readonly CalendarDate[] | null;
}

/** That of an organisation for what lies at a place. The rule that fits best: the narrowest place, then the category, or else the one above it, the level, the urgency. */
export const limitsFor = (holder: Sql, place: Sql, category: SqlPart, urgency: SqlPart, from: SqlPart): Sql => sql`json_build_object(
  'limits', (select row_to_json(best) from (
    select accept_yellow as "acceptYellow", accept_red as "acceptRed", handle_yellow as "handleYellow", handle_red as "handleRed",
      verify_yellow as "verifyYellow", verify_red as "verifyRed"
    from sla_rule rule, organization holder, incident_category of
    where holder.id = ${holder} and of.id = ${category} and rule.jurisdiction_id = holder.jurisdiction_id and holder.place ^@ rule.place
      and (rule.category_id is null or rule.category_id in (of.id, of.parent_id)) and (rule.level is null or rule.level = holder.kind)
      and (rule.urgency is null or rule.urgency = ${urgency})
    order by length(rule.place) desc, rule.category_id is null, rule.category_id is distinct from of.id, rule.level is null, rule.urgency is null
    limit 1) best),
  'days', (select json_agg(day) from (${calendarDaysAt(place, from)}) day))`;

/** That of an incident's holder, from today on. */
export const limitsOfHolder = (row: RowRef): Sql =>
  limitsFor(row.col('holder'), row.col('place'), row.col('category'), sql`${row.col('urgency')}::text`, today);

const LIMITS =
  textOf(sql`select ${limitsFor(raw('at.holder'), raw('at.place'), raw('at.category'), raw('at.urgency'), raw('at.since'))} as found
  from (select ?::uuid as holder, ?::text as place, ?::uuid as category, ?::text as urgency, ?::date as since) at`);

type About = Pick<Incident, 'category' | 'urgency'>;

/** What begins a phase of an incident at an instant, by the rule and the calendar of its holder. */
export async function limitsAt(
  work: Work,
  { holder, place, category, urgency }: About & Pick<Incident, 'holder' | 'place'>,
  from: Date,
): Promise<Begin> {
  const [row] = await work.sql<{ found: LimitsFound }>(LIMITS, [holder, place, category, urgency, dayOf(from)]);
  return beginBy(row!.found, from);
}

/** Begins phases at an instant. */
export function beginBy({ limits, days }: LimitsFound, from: Date): Begin {
  const calendar = workCalendarOf(days ?? []);
  return (incident, phase) => begin(incident, phase, limits, calendar, from);
}

export async function beginPhase(work: Work, incident: Incident, phase: Phase, from: Date): Promise<void> {
  (await limitsAt(work, incident, from))(incident, phase);
}

/** Handling has one limit from when it is first taken up until it is opened again, whoever takes it up later: that of its holder, which `facts` know. */
export function beginHandling(incident: Incident, facts: { readonly limits: LimitsFound }, from: Date): void {
  if (!incident.handleBy && !incident.handleRedAt) beginBy(facts.limits, from)(incident, 'handle');
}

/** Handling begins again after a verification that failed: its limits count from then on, and are never earlier than they were. */
export async function beginHandlingAgain(work: Work, incident: Incident, from: Date): Promise<void> {
  const before = limitsIn.handle.map((limit) => incident[limit]);
  await beginPhase(work, incident, 'handle', from);
  for (const [n, limit] of limitsIn.handle.entries()) {
    const [old, anew] = [before[n], incident[limit]];
    if (old && anew && old > anew) incident[limit] = old;
  }
}

/** Goes on with handling after an incident lay still: its limits move, and the working time that it lay still is no part of its handling. */
export async function goOn(work: Work, incident: Incident, from: Date, to: Date): Promise<void> {
  const calendar = await workCalendarAt(work, incident.place, from);
  shift(incident, calendar, from, to);
  incident.suspendedMinutes += Math.round(workingMinutesBetween(calendar, from, to));
}

/** While it waited for a verification, or was closed, nobody handled it; its limits stay as they are. */
export async function layStill(work: Work, incident: Incident, from: Date | null | undefined, to: Date): Promise<void> {
  if (!from) return;
  const calendar = await workCalendarAt(work, incident.place, from);
  incident.suspendedMinutes += Math.round(workingMinutesBetween(calendar, from, to));
}

/** The working time from being taken up to an instant, without what it lay still; null for what nobody took up. */
export async function handlingMinutesUntil(work: Work, incident: Incident, to: Date): Promise<number | null> {
  const { acceptedAt, suspendedMinutes, place } = incident;
  if (!acceptedAt) return null;
  const calendar = await workCalendarAt(work, place, acceptedAt);
  return Math.max(0, Math.round(workingMinutesBetween(calendar, acceptedAt, to)) - suspendedMinutes);
}
