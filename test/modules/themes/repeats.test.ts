import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicId } from '../../../src/kernel/ids.js';
import { incidentStates } from '../../../src/modules/incidents/incident.terms.js';
import { cat, grd, type Name, openTown, org, type Town, uuid } from '../incidents/town.js';

/** 重复事件: what is reported again and again, held against a count over the rows as they stand in the tables; and so is the recurrence of themes. */

const NOW = '2026-11-21T09:00:00+08:00';
const DAY = 86_400_000;
const final = ['CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'];

interface Reported {
  readonly category_id: string;
  readonly grid_id: string;
  readonly community_id: string;
  readonly place: string;
  readonly reporter_id: string | null;
  readonly reported_at: Date;
  readonly state: string;
  readonly closings: number;
}

let town: Town;
let rows: readonly Reported[];
const scopes = ['000', '000-C1', '000-C9', '000-G01', '000-G02', '000-C9-G01'];
beforeAll(async () => {
  town = await openTown({ demoNow: new Date(NOW) });
  const of = <T>(items: readonly T[], n: number): T => items[n % items.length]!;
  const grids = ['000-G01', '000-G02', '000-G03', '000-G91', '000-C9-G01', '000-C9-G02', '000-G01-01'];
  const reporters = [...(['resident', 'neighbour', 'chief', 'grid-worker'] as const).map((name) => town.person(name)), null];
  const states = Object.keys(incidentStates);
  const made = fc
    .sample(
      fc.record({
        grid: fc.nat(),
        category: fc.nat(2),
        reporter: fc.nat(),
        state: fc.nat(),
        closings: fc.nat(2),
        minutes: fc.nat(79 * 1_440),
      }),
      {
        ...{ numRuns: 260, seed: 7 },
      },
    )
    .map(({ grid, category, reporter, state, closings, minutes }) => ({
      ...{ id: uuid(), state: of(states, state), closings, category_id: town.category(of(['STREET_LIGHT', 'RUBBISH', 'PETS'], category)) },
      ...{ grid_id: town.seat(of(grids, grid)), place: town.placeOf(of(grids, grid)), reporter_id: of(reporters, reporter) },
      reported_at: new Date(Date.parse('2026-09-01T00:00:00+08:00') + minutes * 60_000).toISOString(),
    }));
  await town.write(made);
  await noThemes();
  rows = await town.query<Reported & Record<string, unknown>>('select i.*, g.community_id from incident i join grid g on g.id = i.grid_id');
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

const noThemes = async () => {
  for (const table of ['theme_measure', 'governance_theme']) await town.query(`delete from ${table}`);
};

const midnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
const dayOf = (n: number): string => new Date(Date.parse('2026-08-25T00:00:00Z') + n * DAY).toISOString().slice(0, 10);
const between = (some: readonly Reported[], from: number, to: number) =>
  some.filter(({ reported_at }) => reported_at.getTime() >= from && reported_at.getTime() < to);

const idOf = (seat: string) => (/^\d+(-C\d+)?$/.test(seat) ? org : grd)(town.seat(seat));
const QUERY = `query ($scope: ID!, $period: PeriodInput!, $by: RepeatPlace!, $atLeast: Int, $first: Int) {
  incidentRepeats(scope: $scope, period: $period, by: $by, atLeast: $atLeast, first: $first) {
    category { id } grid { id } community { id } count reporters firstReportedAt lastReportedAt open reopened previous theme { id } } }`;
async function ask(who: Name, variables: object) {
  const { data, errors } = await (await town.as(who)).ask(QUERY, {
    ...{ scope: idOf('000'), period: { from: '2026-09-01', to: '2026-11-20' }, by: 'GRID', ...variables },
  });
  return errors ? (errors[0]!.extensions!.code as string) : data.incidentRepeats;
}

test('clusters are what a count over the rows says, whatever the scope, the period and the places', async () => {
  const cases = fc.record({
    ...{
      seat: fc.constantFrom(...scopes),
      by: fc.constantFrom('GRID', 'COMMUNITY'),
      from: fc.nat(80),
      days: fc.integer({ min: 1, max: 60 }),
    },
    ...{ atLeast: fc.integer({ min: 2, max: 5 }), first: fc.integer({ min: 1, max: 30 }) },
  });
  let found = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ({ seat, by, from, days, atLeast, first }) => {
      const period = { from: dayOf(from), to: dayOf(from + days) };
      const [start, end] = [midnight(period.from), midnight(period.to)];
      const inScope = rows.filter(({ place }) => place.startsWith(town.placeOf(seat)));
      const keyOf = (row: Reported) => `${by === 'GRID' ? row.grid_id : row.community_id} ${row.category_id}`;
      const expected = [...Map.groupBy(inScope, keyOf).values()]
        .map((all) => ({ all, now: between(all, start, end).toSorted((a, b) => a.reported_at.getTime() - b.reported_at.getTime()) }))
        .filter(({ now }) => now.length >= atLeast)
        .map(({ all, now }) => ({
          ...{ category: { id: cat(now[0]!.category_id) }, grid: by === 'GRID' ? { id: grd(now[0]!.grid_id) } : null },
          ...{ community: { id: org(now[0]!.community_id) }, count: now.length },
          reporters: new Set(now.flatMap(({ reporter_id }) => reporter_id ?? [])).size,
          ...{ firstReportedAt: now[0]!.reported_at.toISOString(), lastReportedAt: now.at(-1)!.reported_at.toISOString() },
          open: now.filter(({ state }) => !final.includes(state)).length,
          reopened: now.filter(({ state, closings }) => (state === 'CLOSED' ? closings > 1 : closings > 0)).length,
          previous: between(all, start - (end - start), start).length,
        }))
        .sort((a, b) => b.count - a.count || (a.lastReportedAt < b.lastReportedAt ? 1 : a.lastReportedAt > b.lastReportedAt ? -1 : 0));
      const answered = (await ask('street-supervisor', { scope: idOf(seat), period, by, atLeast, first })) as readonly object[];
      expect(answered).toMatchObject(expected.slice(0, first));
      expect(answered).toHaveLength(Math.min(expected.length, first));
      found += answered.length;
    }),
    { numRuns: 40 },
  );
  expect(found).toBeGreaterThan(50);
});

test('the numbers are those of statistics by category and grid', async () => {
  const period = { from: '2026-09-01', to: '2026-11-20' };
  const repeats = await ask('street-supervisor', { period, atLeast: 2, first: 100 });
  const { statistics } = await (await town.as('street-supervisor')).data(
    `query ($scope: ID!, $period: PeriodInput!) { statistics(scope: $scope, period: $period) { groups(by: [CATEGORY, GRID]) { keys { value } reported open } } }`,
    { scope: idOf('000'), period },
  );
  const key = (category: string, grid: string) => `${category} ${grid}`;
  const groups = new Map(
    statistics.groups.map(({ keys: [category, grid], reported, open }: { keys: { value: string }[]; reported: number; open: number }) => [
      key(category!.value, grid!.value),
      [reported, open],
    ]),
  );
  expect(repeats.length).toBeGreaterThan(10);
  for (const { category, grid, count, open } of repeats) expect(groups.get(key(category.id, grid.id))).toEqual([count, open]);
});

test('the recurrence of a theme is what a count over the rows says', async () => {
  const jurisdiction_id = town.seat('000');
  const cases = fc.record({
    ...{
      seat: fc.constantFrom(...scopes),
      category: fc.constantFrom('STREET_LIGHT', 'RUBBISH', 'PETS'),
      from: fc.nat(30),
      days: fc.integer({ min: 7, max: 40 }),
    },
    ...{ after: fc.nat(20 * 1_440), minutes: fc.integer({ min: 1, max: 7 * 1_440 }) },
  });
  const supervisor = await town.as('street-supervisor');
  await fc.assert(
    fc.asyncProperty(cases, async ({ seat, category, from, days, after, minutes }) => {
      const [openedFrom, openedTo] = [dayOf(from), dayOf(from + days)];
      const observedFrom = midnight(openedTo) + after * 60_000;
      const observedUntil = observedFrom + minutes * 60_000;
      const isGrid = idOf(seat).startsWith('grd');
      const theme = uuid();
      await town.query(
        `insert into governance_theme (id, jurisdiction_id, title, category_id, ${isGrid ? 'grid_id' : 'organization_id'}, grid_ids, lead_id, responsible_id, opened_from, opened_to,
           baseline, opened_at, observed_from, observed_until, involved_ids, state, place) values ($1, $2, '反复', $3, $4, $5, $6, $7, $8, $9, 2, $10, $10, $11, $12, 'OBSERVING', $13)`,
        [
          ...[theme, jurisdiction_id, town.category(category), town.seat(seat), isGrid ? [town.seat(seat)] : [], town.seat('000-C1')],
          ...[
            town.person('community-cadre'),
            openedFrom,
            openedTo,
            new Date(observedFrom),
            new Date(observedUntil),
            [town.seat('000-C1')],
            town.placeOf(seat),
          ],
        ],
      );
      const about = rows.filter(
        ({ category_id, grid_id, place }) =>
          category_id === town.category(category) && (isGrid ? grid_id === town.seat(seat) : place.startsWith(town.placeOf(seat))),
      );
      const until = Math.min(observedUntil, Date.parse(NOW));
      const numerator = between(about, observedFrom, until).length;
      const denominator = between(about, midnight(openedTo) - (until - observedFrom), midnight(openedTo)).length;
      const data = await supervisor.data(
        'query ($id: ID!) { theme(id: $id) { recurrence { numerator denominator value definition { key } basis } incidents { totalCount } recurringIncidents { totalCount } } }',
        { id: publicId('GovernanceTheme', theme) },
      );
      expect(data.theme).toEqual({
        recurrence: {
          ...{ numerator, denominator, value: denominator === 0 ? null : numerator / denominator },
          ...{ definition: { key: 'theme.recurrence' }, basis: 'FLOW' },
        },
        incidents: { totalCount: between(about, midnight(openedFrom), midnight(openedTo)).length },
        recurringIncidents: { totalCount: between(about, observedFrom, observedUntil).length },
      });
    }),
    { numRuns: 25 },
  );
  await noThemes();
});

test('a cluster names the open theme of its place, or of one above, to who sees it', async () => {
  const clusterOf = async (who: Name, by: string) => {
    const found = await ask(who, { scope: idOf('000-G01'), by });
    return found.find(({ category }: { category: { id: string } }) => category.id === cat(town.category('RUBBISH')))?.theme;
  };
  const open = async (seat: string) => {
    const [id, isGrid] = [uuid(), idOf(seat).startsWith('grd')];
    await town.query(
      `insert into governance_theme (id, jurisdiction_id, title, category_id, ${isGrid ? 'grid_id' : 'organization_id'}, grid_ids, lead_id, responsible_id, opened_from, opened_to,
         baseline, opened_at, involved_ids, state, place) values ($1, $2, '反复', $3, $4, $5, $6, $7, '2026-09-01', '2026-10-01', 2, '2026-10-02', $8, 'PROPOSED', $9)`,
      [
        ...[id, town.seat('000'), town.category('RUBBISH'), town.seat(seat), isGrid ? [town.seat(seat)] : [], town.seat('000')],
        ...[town.person('community-cadre'), [town.seat('000')], town.placeOf(seat)],
      ],
    );
    return { id: publicId('GovernanceTheme', id) };
  };
  expect(await clusterOf('street-supervisor', 'GRID')).toBe(null);
  const ofCommunity = await open('000-C1');
  expect(await clusterOf('street-supervisor', 'GRID')).toEqual(ofCommunity);
  expect(await clusterOf('grid-leader', 'GRID')).toBe(null);
  const ofGrid = await open('000-G01');
  expect(await clusterOf('street-supervisor', 'GRID')).toEqual(ofGrid);
  expect(await clusterOf('grid-leader', 'GRID')).toEqual(ofGrid);
  expect(await clusterOf('street-supervisor', 'COMMUNITY')).toEqual(ofCommunity);
});

describe('it is told', () => {
  test.each<readonly [who: Name, seat: string, reporters: 'told' | 'withheld' | string]>([
    ['street-supervisor', '000', 'told'],
    ['dispatcher', '000', 'told'],
    ['community-cadre', '000-C1', 'told'],
    ['grid-worker', '000-G01', 'told'],
    ['dashboard', '000', 'withheld'],
    ['admin', '000', 'withheld'],
    ['community-cadre', '000', 'FORBIDDEN'],
    ['grid-worker', '000-C1', 'FORBIDDEN'],
    ['resident', '000-G01', 'FORBIDDEN'],
    ['street-supervisor', '001', 'FORBIDDEN'],
  ])('to %s of %s: %s', async (who, seat, told) => {
    const found = await ask(who, { scope: idOf(seat) });
    if (told !== 'told' && told !== 'withheld') return expect(found).toBe(told);
    expect(found.length).toBeGreaterThan(0);
    for (const { reporters } of found) expect(reporters === null).toBe(told === 'withheld');
  });

  test.each([
    ['without a token', 'anonymous', {}, 'UNAUTHENTICATED'],
    ['of a period that ends before it begins', 'street-supervisor', { period: { from: '2026-10-02', to: '2026-10-01' } }, 'BAD_USER_INPUT'],
    ['of more than 400 days', 'street-supervisor', { period: { from: '2025-01-01', to: '2026-10-01' } }, 'BAD_USER_INPUT'],
    ['of single incidents', 'street-supervisor', { atLeast: 1 }, 'BAD_USER_INPUT'],
    ['of more than a hundred clusters', 'street-supervisor', { first: 101 }, 'BAD_USER_INPUT'],
    ['of what is no place', 'street-supervisor', { scope: publicId('Grid', '01b00000-0000-7000-8000-000000000001') }, 'NOT_FOUND'],
  ] as const)('not %s', async (_, who, variables, code) => {
    expect(await ask(who as Name, variables)).toBe(code);
  });
});
