import { labelOf } from '../../graph/enum-labels.js';
import { rateOf } from '../../graph/rate.js';
import type { Language } from '../../kernel/bilingual.js';
import { badInput, tooCostly } from '../../kernel/errors.js';
import { remembered } from '../../kernel/memo.js';
import { type Asking, computed, type FieldRead, type RowRef } from '../../read/noun.js';
import { and, join, literal, literals, raw, type Sql, sql } from '../../read/sql.js';
import { idText } from '../../read/value.js';
import { incidentChannels, incidentDomains, incidentStates, urgencies } from '../incidents/incident.terms.js';
import { type About, always, basisOf, how, isAtOrBelow, isBelow, isIn } from './about.js';
import { handlingTimeOf, type Times } from './handling-time.js';
import { countOf, definedBy } from './incident-counts.js';
import { datedBy, type IncidentMeasureName, type IncidentRateName, incidentRates } from './incident-measures.js';
import type { StatisticsDimension } from './statistics.terms.js';

/**
 * Incidents in groups by one or two dimensions, groups without any among them, in one statement. A million of them are counted by what the index of
 * statistics holds; what they are told by, such as the community of a grid, is looked up for each of those groups, not for each incident.
 */

export const MOST_GROUPS = 5_000;

/** An incident on its way into a group: `at` is the instant that it is dated by. */
interface Grouped {
  readonly incident: RowRef;
  readonly at: Sql;
  readonly about: About;
}

interface Dimension {
  /** What incidents are counted by. */
  readonly key: (grouped: Grouped) => Sql;
  /** The key of the group that those with a key are told in, where it is another. */
  readonly above?: (key: Sql, owner: RowRef) => Sql;
  /** The rows that an incident becomes, where it is in more than one group. */
  readonly spread?: (incident: RowRef) => Sql;
  /** An incident is in more than one group: which of them a measure counts it in. */
  readonly counts?: (name: IncidentMeasureName | 'handled') => Sql;
  /** All groups, as rows of key, value (as the graph tells it), name, sort, and whether a group of which nothing is counted is told. */
  readonly groups: (owner: RowRef, about: About) => Sql;
  /** How many groups it has at most, in a period of so many days; where it does not say, as many as are told. */
  readonly most?: (days: number) => number;
  /** What values are called, where it does not stand in the database. */
  readonly terms?: Readonly<Record<string, string>>;
}

const SHORTEST_MONTH = 28;

/** By the number of the span among those of the period: to find it among where they begin takes half as long as to reckon the day of an instant. */
function spans(unit: 'day' | 'week' | 'month', most: (days: number) => number): Dimension {
  const days = ({ from, to }: About) =>
    sql`generate_series(date_trunc(${literal(unit)}, ${from}::timestamp), ${to}::timestamp - interval '1 day', ${literal(`1 ${unit}`)}::interval)`;
  return {
    key: ({ at, about }) =>
      sql`width_bucket(${at}, (select array_agg(day at time zone 'Asia/Shanghai' order by day) from ${days(about)} day))`,
    groups: (_owner, about) =>
      sql`select n as key, day::date::text as value, day::date::text as name, day::date::text as sort, true as told
        from ${days(about)} with ordinality listed(day, n)`,
    most,
  };
}

const terms = (property: string, values: Readonly<Record<string, string>>): Dimension => ({
  key: ({ incident }) => incident.col(property),
  above: (key) => sql`${key}::text`,
  groups: () =>
    sql`select term as key, term as value, term as name, to_char(n, '000') as sort, true as told
      from unnest(array[${literals(Object.keys(values))}]) with ordinality listed(term, n)`,
  most: () => Object.keys(values).length,
  terms: values,
});

const dimensions: Readonly<Record<StatisticsDimension, Dimension>> = {
  DAY: spans('day', (days) => days),
  WEEK: spans('week', (days) => Math.ceil((days - 1) / 7) + 1),
  MONTH: spans('month', (days) => Math.ceil((days - 1) / SHORTEST_MONTH) + 1),
  CATEGORY: {
    key: ({ incident }) => incident.col('category'),
    groups: (owner) =>
      sql`select id as key, ${idText('IncidentCategory', raw('id'))} as value, name, code as sort,
          active and not exists (select from incident_category below where below.parent_id = incident_category.id and below.active) as told
        from incident_category where jurisdiction_id = ${owner.col('jurisdictionId')}`,
  },
  TOP_CATEGORY: {
    key: ({ incident }) => incident.col('category'),
    above: (key) => sql`(select coalesce(own.parent_id, own.id) from incident_category own where own.id = ${key})`,
    groups: (owner) =>
      sql`select id as key, ${idText('IncidentCategory', raw('id'))} as value, name, code as sort, active as told
        from incident_category where jurisdiction_id = ${owner.col('jurisdictionId')} and parent_id is null`,
  },
  DOMAIN: terms('domain', incidentDomains),
  CHANNEL: terms('channel', incidentChannels),
  URGENCY: terms('urgency', urgencies),
  STATE: terms('state', incidentStates),
  GRID: {
    // Each grid has a place of its own, and so do its incidents: it stands in the index, the grid's id does not.
    key: ({ incident }) => incident.col('place'),
    groups: (owner) =>
      sql`select place as key, ${idText('Grid', raw('id'))} as value, name, code as sort, status = 'ACTIVE' as told
        from grid where ${isAtOrBelow(raw('place'), owner.col('place'))}`,
  },
  COMMUNITY: {
    key: ({ incident }) => incident.col('place'),
    above: (key) => sql`(select own.community_id from grid own where own.place = ${key})`,
    groups: (owner) =>
      sql`select id as key, ${idText('Organization', raw('id'))} as value, name, code as sort, true as told
        from organization where id in (select community_id from grid where ${isAtOrBelow(raw('place'), owner.col('place'))})`,
  },
  HOLDER: {
    // A card counts against who held the incident when it was issued; all else, for who holds it.
    key: () => raw('counted.organization'),
    spread: (incident) =>
      sql`cross join lateral (values ('HOLDER', ${incident.col('holder')}), ('CARD', ${incident.col('supervisedHolder')})) counted(role, organization)`,
    counts: (name) => sql`counted.role = ${literal((cards as readonly string[]).includes(name) ? 'CARD' : 'HOLDER')}`,
    groups: (owner) =>
      sql`select id as key, ${idText('Organization', raw('id'))} as value, name, code as sort, false as told
        from organization where jurisdiction_id = ${owner.col('jurisdictionId')}`,
  },
  CHILD: {
    key: ({ incident }) => incident.col('place'),
    above: (key, owner) => sql`left(${key}, length(${owner.col('place')}) + 4)`,
    groups: (owner) => {
      const isChild = (table: string) =>
        sql`${isAtOrBelow(raw(`${table}.place`), owner.col('place'))} and length(${raw(table)}.place) = length(${owner.col('place')}) + 4`;
      return sql`select place as key, ${idText('Grid', raw('id'))} as value, name, code as sort, status = 'ACTIVE' as told from grid where ${isChild('grid')}
        union all select place, ${idText('Organization', raw('id'))}, name, code, exists (select from grid below
          where below.place > organization.place and below.place < organization.place || '~' and below.status = 'ACTIVE')
        from organization where ${isChild('organization')}
        union all select ${owner.col('place')}, ${idText(owner.noun, owner.col('id'))}, ${owner.col('name')}, '', false`;
    },
  },
};

/** The dimensions that are asked for; BAD_USER_INPUT unless they are one or two different ones. */
function dimensionsOf(by: unknown): readonly StatisticsDimension[] {
  const names = (Array.isArray(by) ? by : ['DAY']) as readonly StatisticsDimension[];
  if (names.length < 1 || names.length > 2 || new Set(names).size < names.length)
    throw badInput('{field} takes one or two different dimensions. {field} 应为一个或两个不同的维度。', { field: 'by' });
  return names;
}

/** As many whole months before may have so many days more. */
const MORE_BEFORE = 5;

/** How many groups there may be, by arguments that nobody has checked: the dimensions, and the period or the one after it. */
export function mostGroups(by: unknown, period: unknown): number {
  const { from, to } = Object(period) as { readonly from?: string; readonly to?: string };
  const days = (Date.parse(to ?? '') - Date.parse(from ?? '')) / 86_400_000;
  const most = (name: StatisticsDimension) =>
    dimensions[name]?.most?.(days > 0 ? days + MORE_BEFORE : Number.POSITIVE_INFINITY) ?? MOST_GROUPS;
  return [by].flat().reduce((product: number, name) => product * most(name as StatisticsDimension), 1);
}

/** What the fields of a group are counted by. */
const measuresOf: Readonly<Record<string, readonly IncidentMeasureName[]>> = {
  reported: ['reported'],
  open: ['open'],
  overdue: ['overdue'],
  completed: ['completed'],
  resolved: ['resolved'],
  yellowCards: ['yellow_cards'],
  redCards: ['red_cards'],
  supervisionPoints: ['points'],
  ...Object.fromEntries(
    Object.entries(incidentRates).map(([name, { numerator, denominator }]) => [name, [numerator, denominator] as const]),
  ),
};

/** What is counted of supervision. */
const cards = ['yellow_cards', 'red_cards', 'points'] as const satisfies readonly IncidentMeasureName[];

/** Handling times of a group: how many, their sum, and what nine of ten do not exceed. */
const handled = { count: 'handled', sum: 'handled_sum', p90: 'handled_p90' } as const;
type HandledName = (typeof handled)[keyof typeof handled];

/** A group as the statement answers it: its keys, and a number for each measure. */
interface Group {
  readonly keys: readonly { readonly dimension: StatisticsDimension; readonly value: string; readonly name: string }[];
  readonly counts: Readonly<Partial<Record<IncidentMeasureName | HandledName, number | null>>>;
}

/** The counts of each group that has incidents, as a select of key_0, key_1 and a number by each name. */
interface Counted {
  readonly select: Sql;
  readonly names: readonly string[];
}

/** Counts incidents by their first keys, looks up what those lie below, and adds up. */
function countedBy(used: readonly Dimension[], owner: RowRef, { anyOf, about }: Asking, fields: readonly string[]): Counted {
  const of = about as About;
  const { row: incident, table } = anyOf('Incident');
  // Of a FLOW, an incident is in the group of each of its dates.
  const isSpread = of.basis === 'FLOW';
  const at = isSpread ? raw('dated.at') : incident.col('reportedAt');
  const dates = Object.values(datedBy).map((property) => sql`(${literal(property)}, ${incident.col(property)})`);
  const spreads = [
    ...(isSpread ? [sql`cross join lateral (values ${join(dates, ', ')}) dated(property, at)`] : []),
    ...used.flatMap(({ spread }) => (spread ? [spread(incident)] : [])),
  ];
  const isDated = (property: string) => sql`dated.property = ${literal(property)}`;
  const isCounted = (name: IncidentMeasureName | 'handled') => and(used.flatMap(({ counts }) => (counts ? [counts(name)] : [])));
  // How often each number of minutes occurs tells all of handling times.
  const isTimed = fields.includes('handlingTime');
  const minutes = incident.col('handlingMinutes');
  const isHandled = and([isCounted('handled'), isSpread ? isDated('resolvedAt') : always, sql`${minutes} is not null`]);

  const selected = [...new Set(fields.flatMap((field) => measuresOf[field] ?? []))];
  const measures = selected.length > 0 || isTimed ? selected : ['reported' as const];
  const counts: readonly (readonly [name: string, count: Sql])[] = [
    ...measures.map((name) => [name, countOf(name, of, isDated, isCounted(name))(incident)] as const),
    ...(isTimed ? [[handled.count, how(isHandled)] as const] : []),
  ];
  const firstKeys = [
    ...used.map(({ key }, n) => sql`${key({ incident, at, about: of })} as ${raw(`first_${n}`)}`),
    ...(isTimed ? [sql`${minutes} as minutes`] : []),
  ];
  const first = sql`select ${join([...firstKeys, ...counts.map(([name, count]) => sql`${count} as ${raw(name)}`)], ', ')}
    from ${table} ${join(spreads, ' ')} where ${and([isBelow(incident, owner), isIn(at, of)])} group by ${raw(firstKeys.map((_, n) => n + 1).join(', '))}`;

  const keys = used.map(({ above }, n) => {
    const key = raw(`first_${n}`);
    return sql`${above ? above(key, owner) : key} as ${raw(`key_${n}`)}`;
  });
  const placed = sql`select ${join(keys, ', ')}, first.* from (${first}) first`;
  const keyNames = raw(used.map((_, n) => `key_${n}`).join(', '));
  const sums = raw(counts.map(([name]) => `sum(${name}) as ${name}`).join(', '));
  if (!isTimed) return { select: sql`select ${keyNames}, ${sums} from (${placed}) placed group by ${keyNames}`, names: measures };

  const running = sql`select *, sum(handled) over (partition by ${keyNames} order by minutes) as until, sum(handled) over (partition by ${keyNames}) as total
    from (${placed}) placed`;
  return {
    select: sql`select ${keyNames}, ${sums}, sum(handled * minutes) as ${raw(handled.sum)},
        min(minutes) filter (where handled > 0 and until >= 0.9 * total) as ${raw(handled.p90)}
      from (${running}) running group by ${keyNames}`,
    names: [...measures, ...Object.values(handled)],
  };
}

function groupsOf(owner: RowRef, asking: Asking, dimensionNames: readonly StatisticsDimension[], fields: Iterable<string>): Sql {
  const used = dimensionNames.map((name) => dimensions[name]);
  const { select, names } = countedBy(used, owner, asking, [...fields]);
  const every = join(
    used.map(({ groups }, n) => sql`(${groups(owner, asking.about as About)}) ${raw(`g${n}`)}`),
    ' cross join ',
  );
  const match = and(used.map((_, n) => raw(`c.key_${n} = g${n}.key`)));
  const told = and(used.map((_, n) => raw(`g${n}.told`)));
  const columns = used.map((_, n) => raw(`g${n}.value as value_${n}, g${n}.name as name_${n}, g${n}.sort as sort_${n}`));
  const numbers = names.map((name) => raw(name === handled.p90 ? `c.${name}` : `coalesce(c.${name}, 0) as ${name}`));
  const isAnyCounted = raw(`greatest(${names.map((name) => `c.${name}`).join(', ')}) > 0`);
  // More groups than are told are refused: which of them are read does not matter, and nothing is sorted for it.
  const rows = sql`select ${join([...columns, ...numbers], ', ')}
    from ${every} left join (${select}) c on ${match} where ${told} or ${isAnyCounted} limit ${raw(String(MOST_GROUPS + 1))}`;
  const keys = used.map(
    (_, n) =>
      sql`json_object('dimension' : ${literal(dimensionNames[n]!)}, 'value' : f.${raw(`value_${n}`)}, 'name' : f.${raw(`name_${n}`)})`,
  );
  const counts = names.map((name) => sql`${literal(name)} : f.${raw(name)}`);
  const order = raw(used.map((_, n) => `f.sort_${n}, f.value_${n}`).join(', '));
  return sql`(select coalesce(json_agg(json_object('keys' : json_array(${join(keys, ', ')}), 'counts' : json_object(${join(counts, ', ')})) order by ${order}), '[]'::json)
    from (${rows}) f)`;
}

/** A group is never left out: where there are too many, none is told. */
function all(groups: readonly Group[]): readonly Group[] {
  if (groups.length <= MOST_GROUPS) return groups;
  throw tooCostly(
    'There are more than {max} groups. Take a shorter period, a smaller scope or fewer dimensions. 分组超过 {max} 个，请缩短统计期、缩小范围或减少维度。',
    { max: MOST_GROUPS },
  );
}

function nameOf({ dimension, name }: Group['keys'][number], language: Language): string {
  const { terms } = dimensions[dimension];
  return terms ? labelOf(name, terms[name], language) : name;
}

const rateNames = Object.keys(incidentRates) as readonly IncidentRateName[];

/** Null where nobody asks for them. */
const timesIn = ({ counts: { handled: count, handled_sum: sum, handled_p90: p90 } }: Group): Times | null =>
  count === undefined ? null : { count: count ?? 0, sum: sum ?? 0, p90: p90 ?? null };

export const groups: FieldRead = computed<{ groups: readonly Group[]; basis: About['basis'] }>(
  {
    groups: (owner, asking) => groupsOf(owner, asking, dimensionsOf(asking.args.by!.value), asking.selected()),
    basis: basisOf,
  },
  ({ groups, basis }, { language, now }) => {
    const names = new Map<string, string>();
    const named = (key: Group['keys'][number]) => remembered(names, `${key.dimension} ${key.value}`, () => nameOf(key, language));
    const asked = rateNames.filter((name) => groups[0]?.counts[incidentRates[name].numerator] != null);
    const rateIn = ({ counts }: Group, name: IncidentRateName) => {
      const rate = incidentRates[name];
      const denominator = counts[rate.denominator];
      return denominator == null ? null : rateOf(counts[rate.numerator]!, denominator, definedBy(rate, basis), basis, now);
    };
    const handlingIn = (times: Times | null) => times && handlingTimeOf(times, basis, now);
    return all(groups).map((group) => ({
      keys: group.keys.map((key) => ({ ...key, name: named(key) })),
      ...group.counts,
      yellowCards: group.counts.yellow_cards,
      redCards: group.counts.red_cards,
      supervisionPoints: group.counts.points,
      handlingTime: handlingIn(timesIn(group)),
      ...Object.fromEntries(asked.map((name) => [name, rateIn(group, name)])),
    }));
  },
);

/** One dimension, as a plain list of numbers. */
const listed = (dimension: 'DAY' | 'CATEGORY', name: (key: Group['keys'][number]) => object): FieldRead =>
  computed<{ groups: readonly Group[] }>({ groups: (owner, asking) => groupsOf(owner, asking, [dimension], []) }, ({ groups }) =>
    all(groups).map(({ keys, counts }) => ({ ...name(keys[0]!), count: counts.reported })),
  );

export const byDay = listed('DAY', ({ value }) => ({ day: value }));
export const byCategory = listed('CATEGORY', ({ value, name }) => ({ categoryId: value, name }));
