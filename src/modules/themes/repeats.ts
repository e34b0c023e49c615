import { type Context, signedIn } from '../../graph/context.js';
import { demandPeriod } from '../../graph/rate.js';
import { instantOf } from '../../kernel/clock.js';
import { badInput } from '../../kernel/errors.js';
import type { Place } from '../../kernel/place.js';
import { Ref } from '../../read/reader.js';
import { uuidOf } from '../../read/value.js';
import { countedPlace, mayCountReporters, seesRestricted } from '../incidents/incident.policy.js';
import { FINAL_STATES } from '../incidents/incident.terms.js';
import { type IncidentRepeatsArgs, MOST_REPEATS } from './repeats.type.js';
import { FEWEST_REPEATS, openThemeStates } from './theme.terms.js';

/** A cluster as the statement answers it. */
interface Repeat {
  readonly category: string;
  readonly grid: string | null;
  readonly community: string;
  readonly place: Place;
  readonly count: number;
  readonly reporters: number;
  readonly first: string;
  readonly last: string;
  readonly open: number;
  readonly reopened: number;
  readonly previous: number;
  readonly theme: string | null;
}

const quoted = (terms: readonly string[]): string => terms.map((term) => `'${term}'`).join(', ');

/** By what incidents are put together, beside the category: where they lie, and the row that this is. Each grid has a place of its own. */
const places = {
  GRID: {
    ...{ key: 'i.place', from: 'incident i', seat: 'grid seat on seat.place = f.key', isAt: 'i.place = f.key' },
    ...{ grid: 'seat.id', community: 'seat.community_id' },
  },
  COMMUNITY: {
    ...{ key: 'g.community_id', from: 'incident i join grid g on g.place = i.place', seat: 'organization seat on seat.id = f.key' },
    ...{ isAt: `i.place >= seat.place and i.place < seat.place || '~'`, grid: 'null::uuid', community: 'seat.id' },
  },
} as const;

/** By what incidents are put together, beside the place: their own category, or the one above it where there is one. */
const levels = {
  EACH: { category: 'i.category_id', from: '', isOf: 'i.category_id = f.category_id' },
  TOP: {
    ...{ category: 'coalesce(c.parent_id, c.id)', from: 'join incident_category c on c.id = i.category_id' },
    isOf: 'i.category_id = any(array(select c.id from incident_category c where f.category_id in (c.id, c.parent_id)))',
  },
} as const;

/**
 * $1 place, $2 from, $3 to, $4 the beginning of the period before, $5 at least, $6 how many, $7 whether restricted ones count, too. Which clusters there are, the index of statistics tells alone; who reported
 * those that are answered, and what was opened again, that of repeats. An incident that was opened again has been closed more often than it is closed now.
 */
const clusters = (
  { key, from, seat, isAt, grid, community }: (typeof places)[keyof typeof places],
  level: (typeof levels)[keyof typeof levels],
): string => {
  const isIn = 'i.reported_at >= $2::timestamptz';
  const isInScope = `i.place >= $1::text and i.place < $1::text || '~'`;
  const how = (condition: string) => `(count(*) filter (where ${isIn} and ${condition}))::int`;
  return `
  with found as (
    select ${key} as key, ${level.category} as category_id, ${how('true')} as count, min(i.reported_at) filter (where ${isIn}) as first, max(i.reported_at) as last,
      ${how(`i.state not in (${FINAL_STATES})`)} as open, (count(*) filter (where not ${isIn}))::int as previous
    from ${from} ${level.from}
    where ${isInScope} and i.reported_at >= $4::timestamptz and i.reported_at < $3::timestamptz
      and ($7::boolean or i.category_id <> all(array(select id from incident_category where visibility = 'RESTRICTED')))
    group by 1, 2 having ${how('true')} >= $5::int
    order by count desc, last desc, 1, 2 limit $6::int
  )
  select json_agg(json_build_object('category', f.category_id, 'grid', ${grid}, 'community', ${community}, 'place', seat.place, 'count', f.count,
    'reporters', told.reporters, 'first', f.first, 'last', f.last, 'open', f.open, 'reopened', told.reopened, 'previous', f.previous,
    'theme', (select t.id from governance_theme t join incident_category own on own.id = f.category_id
      where t.category_id in (own.id, own.parent_id) and t.state in (${quoted(openThemeStates)})
      and (seat.id = any(t.grid_ids) or (t.organization_id is not null and seat.place ^@ t.place))
      order by length(t.place) desc, t.category_id = own.id desc, t.opened_at desc, t.id limit 1)) order by f.count desc, f.last desc, f.key, f.category_id)::text as json
  from found f join ${seat},
    lateral (select count(distinct i.reporter_id)::int as reporters, (count(*) filter (where i.closings > (i.state = 'CLOSED')::int))::int as reopened
      from incident i where ${level.isOf} and ${isAt} and ${isInScope} and ${isIn} and i.reported_at < $3::timestamptz) told`;
};
const statementsBy = (level: keyof typeof levels) => ({
  GRID: clusters(places.GRID, levels[level]),
  COMMUNITY: clusters(places.COMMUNITY, levels[level]),
});
const statements = { EACH: statementsBy('EACH'), TOP: statementsBy('TOP') } as const;

/** What is reported again and again, most often first; for who may read figures of the scope. */
export async function incidentRepeats(context: Context, { scope, period, by, level, atLeast, first }: IncidentRepeatsArgs) {
  const { viewer, reader, runOf } = signedIn(context);
  const seat = uuidOf(scope, 'scope', 'Organization', 'Grid');
  const { from, to } = demandPeriod(period, 'period');
  if (atLeast < FEWEST_REPEATS)
    throw badInput('{field} is at least {min}. {field} 不得小于 {min}。', { field: 'atLeast', min: FEWEST_REPEATS });
  if (first < 1 || first > MOST_REPEATS)
    throw badInput('{field} is from 1 to {max}. {field} 应为 1 至 {max}。', { field: 'first', max: MOST_REPEATS });
  const run = runOf({});
  const { place } = countedPlace(seat, { viewer, tree: run.tree });
  const [start, end] = [instantOf(from, '00:00'), instantOf(to, '00:00')];
  const before = new Date(2 * start.getTime() - end.getTime());
  const values = [place, start.toISOString(), end.toISOString(), before.toISOString(), atLeast, first, seesRestricted(viewer, place)];
  const found = JSON.parse(
    (await reader.runner.json({ text: statements[level][by], values: () => values }, run)) ?? '[]',
  ) as readonly Repeat[];
  return found.map(({ category, grid, community, place, reporters, first, last, theme, ...numbers }) => ({
    ...numbers,
    category: new Ref('IncidentCategory', category),
    grid: grid && new Ref('Grid', grid),
    community: new Ref('Organization', community),
    reporters: mayCountReporters(viewer, place) ? reporters : null,
    firstReportedAt: new Date(first),
    lastReportedAt: new Date(last),
    theme: theme && new Ref('GovernanceTheme', theme),
  }));
}
