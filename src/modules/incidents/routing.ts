import { halvesOf, inLanguage, message } from '../../kernel/bilingual.js';
import { dayOf, minuteOf } from '../../kernel/clock.js';
import { isWithin } from '../../kernel/place.js';
import { typed } from '../../kernel/text.js';
import type { WorkCalendar } from '../../kernel/working-time.js';
import { holdsToday, raw, type Sql, slot, sql, today } from '../../read/sql.js';
import { policyFacts } from '../../work/policy-facts.js';
import type { CalendarDayKind } from '../calendar/calendar.terms.js';
import { type CalendarDate, dayKindOf, workCalendarOf } from '../calendar/work-calendar.js';
import { leaderOf } from '../grids/grid.reads.js';
import { HELD_POST, HELD_POSTS, type HeldPost } from '../organisations/held-post.js';
import { type Weekday, weekdays } from '../organisations/organization.terms.js';
import { isStaffPost } from './incident.policy.js';
import type { IncidentDomain, IncidentVisibility, Urgency } from './incident.terms.js';
import { type RoutingCondition, type RoutingFault, type RoutingOutcome, type RoutingTarget, routingFaults } from './routing.terms.js';

/** To whom a new incident goes: the first rule that fits, else the grid's community and its leader. Commands and explainRouting ask the same. */

/** A rule as it stands for one grid. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly place: string;
  readonly categoryIds: readonly string[];
  readonly domains: readonly IncidentDomain[];
  readonly urgencies: readonly Urgency[];
  readonly keywords: readonly string[];
  readonly fromTime: string | null;
  readonly toTime: string | null;
  readonly weekdays: readonly Weekday[];
  readonly dayKinds: readonly CalendarDayKind[];
  readonly inWorkingTime: boolean | null;
  readonly target: RoutingTarget;
  /** The organisation that would hold it; null where the grid's community does. */
  readonly holder: string | null;
  /** The person who would act; null where the holder's staff do, or where nobody holds the post. */
  readonly assignee: string | null;
  /** The sorts of posts that people hold today at that organisation. */
  readonly holderPosts: readonly Pick<HeldPost, 'position' | 'seat'>[];
  readonly fault: RoutingFault | null;
}

/** What routing knows of a grid. */
export interface RoutingFacts {
  readonly community: string;
  readonly place: string;
  readonly jurisdiction: string;
  readonly leader: string | null;
  /** Those of the jurisdiction, in order. */
  readonly rules: readonly Rule[];
  /** Yesterday and today, where the work calendar has them. */
  readonly days: readonly CalendarDate[];
}

/** What comes in. */
export interface Incoming {
  readonly categoryId: string;
  /** The category above: rules that name it are for all below it. */
  readonly parentCategoryId: string | null;
  readonly domain: IncidentDomain;
  readonly visibility: IncidentVisibility;
  readonly urgency: Urgency;
  readonly title: string;
  readonly description: string | null;
  readonly at: Date;
}

export interface Trial {
  readonly rule: Rule;
  readonly outcome: RoutingOutcome;
  readonly unmet: readonly RoutingCondition[];
}

export interface Routing {
  /** Null by default. */
  readonly rule: Rule | null;
  readonly holder: string;
  readonly assignee: string | null;
  /** Up to the one that was chosen. */
  readonly trials: readonly Trial[];
}

/** The information centre of a rule's jurisdiction. */
const CENTER = `(select c.id from organization c where c.jurisdiction_id = r.jurisdiction_id and c.kind = 'INFORMATION_CENTER' and c.status = 'ACTIVE'
  order by c.place limit 1)`;

/** Why a rule (`r`) is skipped; null while it works. */
const FAULT = `case
  when (select status from organization o where o.id = r.organization_id) <> 'ACTIVE'
    or (select status from grid area where area.id = r.grid_id) <> 'ACTIVE' then 'AREA_CLOSED'
  when cardinality(r.category_ids) > 0 and not exists (select from incident_category c where c.id = any(r.category_ids) and c.active) then 'CATEGORIES_RETIRED'
  when r.target = 'ORGANIZATION' and (select status from organization o where o.id = r.target_organization_id) <> 'ACTIVE' then 'TARGET_DISSOLVED'
  when r.target = 'INFORMATION_CENTER' and ${CENTER} is null then 'NO_INFORMATION_CENTER' end`;

/** The same of a row of the reader. */
export const faultOfRule = (id: Sql): Sql => sql`(select ${raw(FAULT)} from routing_rule r where r.id = ${id})`;

const workerOf = (grid: Sql): Sql =>
  sql`(select person_id from appointment where grid_id = ${grid} and position = 'GRID_WORKER' and valid_from <= ${today}
    and (valid_to is null or valid_to > ${today}) order by valid_from, id limit 1)`;

const HOLDER = `case r.target when 'ORGANIZATION' then r.target_organization_id when 'INFORMATION_CENTER' then ${CENTER} end`;

const holderPosts = sql`(select coalesce(json_agg(post), '[]') from (
  select distinct on (a.position) ${raw(HELD_POST)} from ${raw(HELD_POSTS)}
  where a.organization_id = (${raw(HOLDER)}) and ${holdsToday('a')}) post)`;

const yesterday = slot('date', (run) => dayOf(new Date(new Date(run.today).getTime() - 86_400_000)));

const rulesOf = (jurisdiction: Sql, grid: Sql, where: Sql): Sql => sql`(
  select coalesce(json_agg(json_build_object('id', r.id, 'name', r.name, 'position', r.position, 'place', r.place, 'categoryIds', r.category_ids,
    'domains', r.domains, 'urgencies', r.urgencies, 'keywords', r.keywords, 'fromTime', r.from_time, 'toTime', r.to_time, 'weekdays', r.weekdays,
    'dayKinds', r.day_kinds, 'inWorkingTime', r.in_working_time, 'target', r.target, 'fault', ${raw(FAULT)},
    'holder', ${raw(HOLDER)}, 'holderPosts', ${holderPosts},
    'assignee', case r.target when 'GRID_LEADER' then ${leaderOf(grid)} when 'GRID_WORKER' then ${workerOf(grid)} end) order by r.position), '[]')
  from routing_rule r where r.jurisdiction_id = ${jurisdiction} and r.position is not null and ${where})`;

const factsWhere = (where: (place: Sql) => Sql) =>
  policyFacts<RoutingFacts>({
    community: (grid) => grid.col('community'),
    place: (grid) => grid.col('place'),
    jurisdiction: (grid) => grid.col('jurisdictionId'),
    leader: (grid) => leaderOf(grid.col('id')),
    rules: (grid) => rulesOf(grid.col('jurisdictionId'), grid.col('id'), where(grid.col('place'))),
    days: (grid) => sql`(
      select coalesce(json_agg(d), '[]') from (select distinct on (date) date::text, kind, sessions from calendar_day
        where jurisdiction_id = ${grid.col('jurisdictionId')} and date between ${yesterday} and ${today} and ${grid.col('place')} ^@ place
        order by date, length(place) desc) d)`,
  });

/** For a report, which asks only the rules of its place; and for who asks why. */
export const routingFacts = factsWhere((place) => sql`${place} ^@ r.place`);
export const allRoutingFacts = factsWhere(() => raw('true'));

/** Rules are tried in their order; one that is broken is skipped, and so is one that would send to nobody. By default the leader has what is not restricted. */
export function route(facts: RoutingFacts, incoming: Incoming): Routing {
  const trials: Trial[] = [];
  const when = momentOf(facts.days, incoming.at);
  const text = folded(`${incoming.title} ${incoming.description ?? ''}`);
  for (const rule of facts.rules) {
    const unmet = unmetBy(rule, facts.place, incoming, text, when);
    const isDeserted = rule.holder === null ? rule.assignee === null : !rule.holderPosts.some(isStaffPost);
    const outcome = rule.fault !== null ? 'BROKEN' : unmet.length > 0 ? 'NOT_FITTING' : isDeserted ? 'NOBODY_THERE' : 'CHOSEN';
    trials.push({ rule, outcome, unmet });
    if (outcome === 'CHOSEN') return { rule, holder: rule.holder ?? facts.community, assignee: rule.assignee, trials };
  }
  return { rule: null, holder: facts.community, assignee: incoming.visibility === 'USUAL' ? facts.leader : null, trials };
}

const folded = (text: string): string => typed(text).toLowerCase();

interface Moment {
  readonly minute: number;
  readonly today: string;
  readonly yesterday: string;
  readonly kindOf: (day: string) => CalendarDayKind;
  readonly calendar: WorkCalendar;
}

const momentOf = (days: readonly CalendarDate[], at: Date): Moment => ({
  minute: minuteOf(at),
  today: dayOf(at),
  yesterday: dayOf(new Date(at.getTime() - 86_400_000)),
  kindOf: dayKindOf(days),
  calendar: workCalendarOf(days),
});

function unmetBy(rule: Rule, place: string, incoming: Incoming, text: string, moment: Moment): readonly RoutingCondition[] {
  const isOneOf = <T>(wanted: readonly T[], found: T) => wanted.length === 0 || wanted.includes(found);
  const { isIn, day } = timeOf(rule, moment);
  const isWorking = moment.calendar(moment.today).some(([from, to]) => from <= moment.minute && moment.minute < to);
  const met: Readonly<Record<RoutingCondition, boolean>> = {
    AREA: isWithin(place, rule.place),
    CATEGORY:
      isOneOf<string | null>(rule.categoryIds, incoming.categoryId) || isOneOf<string | null>(rule.categoryIds, incoming.parentCategoryId),
    DOMAIN: isOneOf(rule.domains, incoming.domain),
    URGENCY: isOneOf(rule.urgencies, incoming.urgency),
    KEYWORD: rule.keywords.length === 0 || rule.keywords.some((word) => text.includes(folded(word))),
    TIME: isIn,
    WEEKDAY: isOneOf(rule.weekdays, weekdayOf(day)),
    DAY_KIND: isOneOf(rule.dayKinds, moment.kindOf(day)),
    WORKING_TIME: rule.inWorkingTime === null || rule.inWorkingTime === isWorking,
  };
  return (Object.keys(met) as RoutingCondition[]).filter((condition) => !met[condition]);
}

/** Whether a rule's span of time is on, and the day on which it began: after midnight of a span that lasts over it, yesterday. */
function timeOf({ fromTime, toTime }: Rule, { minute, today, yesterday }: Moment): { readonly isIn: boolean; readonly day: string } {
  if (fromTime === null || toTime === null) return { isIn: true, day: today };
  const [from, to] = [fromTime, toTime].map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) as [number, number];
  if (from < to) return { isIn: from <= minute && minute < to, day: today };
  return minute < to ? { isIn: true, day: yesterday } : { isIn: from <= minute, day: today };
}

const weekdayNames = Object.keys(weekdays) as Weekday[];
/** The terms begin with Monday. */
const weekdayOf = (day: string): Weekday => weekdayNames[(new Date(day).getUTCDay() + 6) % 7]!;

/** So many rules that fitted and were skipped are told in the history. */
const MOST_TOLD = 5;

/** What the history says of how an incident was routed; null where no rule had anything to do with it. */
export function routingNote({ rule, trials }: Routing): string | null {
  const skipped = trials.filter(({ outcome, unmet }) => (outcome === 'BROKEN' && unmet.length === 0) || outcome === 'NOBODY_THERE');
  const told = [
    ...skipped.slice(0, MOST_TOLD).map(({ rule: { position, name, fault } }) => {
      const { en, zh } = fault === null ? { en: 'Nobody holds the post.', zh: '无人在岗' } : halvesOf(routingFaults[fault]);
      const why = { en: en.replace(/\.$/, ''), zh };
      return message('Rule {position} “{name}” would fit, but was skipped: {why}. 第 {position} 条规则“{name}”本应适用，因{why}而跳过。', {
        position,
        name,
        why,
      });
    }),
    ...(rule
      ? [message('Routed by rule {position} “{name}”. 按第 {position} 条规则“{name}”分派。', { position: rule.position, name: rule.name })]
      : []),
  ];
  return told.length === 0 ? null : (['en', 'zh'] as const).flatMap((language) => told.map((one) => inLanguage(one, language))).join(' ');
}
