import { type RateDefinition, rateOf } from '../../graph/rate.js';
import { computed, type FieldRead, type RowRef } from '../../read/noun.js';
import { type Sql, slot, sql } from '../../read/sql.js';
import { policyFacts } from '../../work/policy-facts.js';

/** Whether it happens again: incidents of the category at the place since observation began, beside as many days at the end of the baseline period. */

/** The category, and those below it. */
export const withThoseBelow = (category: Sql): Sql =>
  sql`any(array(select of.id from incident_category of where ${category} in (of.id, of.parent_id)))`;

/** An incident is of the category or of one below it, and at the place: of one of the grids, or anywhere below the organisation. */
export const isAbout = (theme: RowRef, incident: Pick<RowRef, 'col'>): Sql =>
  sql`${incident.col('category')} = ${withThoseBelow(theme.col('category'))} and (${incident.col('grid')} = any(${theme.col('grids')})
    or (${theme.col('organization')} is not null and ${incident.col('place')} >= ${theme.col('place')} and ${incident.col('place')} < ${theme.col('place')} || '~'))`;

/** The first instant of a day. */
const midnight = (day: Sql): Sql => sql`(${day}::timestamp at time zone 'Asia/Shanghai')`;

export const isOfBaseline = (theme: RowRef, at: Sql): Sql =>
  sql`${at} >= ${midnight(theme.col('openedFrom'))} and ${at} < ${midnight(theme.col('openedTo'))}`;

/** Since the last observation began, up to its end. */
export const isOfObservation = (theme: RowRef, at: Sql): Sql =>
  sql`${at} >= ${theme.col('observedFrom')} and ${at} < ${theme.col('observedUntil')}`;

const columns = { category: sql`i.category_id`, grid: sql`i.grid_id`, place: sql`i.place` } as const;
const counted = (theme: RowRef, isIn: Sql): Sql =>
  sql`(select count(*)::int from incident i where ${isAbout(theme, { col: (name) => columns[name as keyof typeof columns] })} and ${isIn})`;

/** Up to `by`, which is not after the end of the observation. */
const numerator = (theme: RowRef, by: Sql): Sql =>
  counted(theme, sql`${isOfObservation(theme, sql`i.reported_at`)} and i.reported_at < ${by}`);
const denominator = (theme: RowRef, by: Sql): Sql => {
  const end = midnight(theme.col('openedTo'));
  return counted(theme, sql`i.reported_at >= ${end} - (${by} - ${theme.col('observedFrom')}) and i.reported_at < ${end}`);
};

/** What a theme keeps of an observation that is over. */
export const recurrenceAtEnd = policyFacts<{ readonly recurring: number; readonly recurringOf: number }>({
  recurring: (theme) => numerator(theme, theme.col('observedUntil')),
  recurringOf: (theme) => denominator(theme, theme.col('observedUntil')),
});

const definition: RateDefinition = {
  key: 'theme.recurrence',
  formula:
    'Incidents of the category at the place since observation began ÷ those in an equally long time at the end of the baseline period. 观察开始以来该区域该类事件数÷基线期末同样时长内的该类事件数。',
  version: 1,
};

const now = slot('timestamptz', (run) => run.now());
const asYet = (theme: RowRef): Sql => sql`least(${theme.col('observedUntil')}, ${now})`;

const whileObserved = (theme: RowRef, live: Sql, kept: Sql): Sql =>
  sql`case when ${theme.col('state')} = 'OBSERVING' then ${live} else ${kept} end`;

/** Live while it is observed; then as it was when the observation ended; null before the first. */
export const recurrence: FieldRead<never> = computed<{ numerator: number | null; denominator: number | null; endedAt: string | null }>(
  {
    numerator: (theme) => whileObserved(theme, numerator(theme, asYet(theme)), theme.col('recurring')),
    denominator: (theme) => whileObserved(theme, denominator(theme, asYet(theme)), theme.col('recurringOf')),
    endedAt: (theme) => whileObserved(theme, sql`null`, theme.col('observedUntil')),
  },
  (counted, told) =>
    counted.numerator === null || counted.denominator === null
      ? null
      : rateOf(counted.numerator, counted.denominator, definition, 'FLOW', counted.endedAt === null ? told.now : new Date(counted.endedAt)),
);
