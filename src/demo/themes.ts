import { FEWEST_REPEATS, type ThemeState } from '../modules/themes/theme.terms.js';
import { actorsOf } from './actors.js';
import { baseMaker } from './base-row.js';
import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** So many days after it was opened a theme is observed. */
const OBSERVED_AFTER = 5;
const midnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
const iso = (at: number): string => new Date(at).toISOString();

/** What one theme is: how far it has come, of which days its repeats are, and when it was opened, at nine in the morning after them. */
interface Plan {
  readonly state: ThemeState;
  readonly from: string;
  readonly to: string;
  readonly opened: string;
  /** How many days it is observed. */
  readonly days?: number;
}

const plans: readonly Plan[] = [
  { state: 'CLOSED', from: '2026-09-01', to: '2026-10-14', opened: '2026-10-14', days: 14 },
  { state: 'OBSERVING', from: '2026-09-01', to: '2026-11-04', opened: '2026-11-04', days: 30 },
  { state: 'DROPPED', from: '2026-10-01', to: '2026-11-09', opened: '2026-11-09' },
  { state: 'MEASURES', from: '2026-09-15', to: '2026-11-11', opened: '2026-11-11' },
  { state: 'UNDER_ANALYSIS', from: '2026-10-01', to: '2026-11-16', opened: '2026-11-16' },
  { state: 'PROPOSED', from: '2026-10-01', to: '2026-11-19', opened: '2026-11-19' },
];

/** Each state of a theme that is not dropped, after how many days it is reached. */
const reachedAfter: readonly (readonly [state: ThemeState, days: number])[] = [
  ['PROPOSED', 0],
  ['UNDER_ANALYSIS', 1],
  ['MEASURES', 2],
  ['OBSERVING', OBSERVED_AFTER],
  ['CLOSED', OBSERVED_AFTER],
];

/** Nobody waits in vain for what is planned while the demo is looked at. */
const PLANNED_UNTIL = '2029-12-31';

interface Themes {
  readonly governance_theme: Row.GovernanceThemeRow[];
  readonly theme_measure: Row.ThemeMeasureRow[];
  readonly history: Row.HistoryRow[];
}

/** A step of a theme or measure, taken by whoever is responsible for the community, unless it says otherwise. */
interface Remembered {
  readonly verb: string;
  readonly from?: string | null;
  readonly to: string;
  readonly at: number;
  readonly actor?: string;
  readonly organization?: string;
  readonly note?: string | null;
}

/** Communities take up what repeats most in their incidents, and recurs least while it is observed: one theme in each state, as long as there are repeats. */
export function themesOf(dataset: Dataset, incidents: readonly Row.IncidentRow[]): Themes {
  const made: Themes = { governance_theme: [], theme_measure: [], history: [] };
  const base = baseMaker(dataset, 'themes');
  const gridOf = new Map(dataset.grids.map((grid) => [grid.id, grid]));
  const taken = new Set<string>();
  const other = dataset.categories.find(({ code }) => code === 'OTHER')!.id;
  const clusters = Map.groupBy(
    incidents.filter(({ category_id }) => category_id !== other),
    ({ grid_id, category_id }) => `${gridOf.get(grid_id)!.community_id} ${category_id}`,
  );
  const reportedIn = (cluster: string, from: number, to: number): number =>
    clusters.get(cluster)!.filter(({ reported_at }) => Date.parse(reported_at) >= from && Date.parse(reported_at) < to).length;

  for (const { state, from, to, opened, days = 0 } of plans) {
    const start = midnight(opened) + 9 * HOUR;
    const observedAt = start + OBSERVED_AFTER * DAY;
    const worthOf = (cluster: string) =>
      reportedIn(cluster, midnight(from), midnight(to)) - reportedIn(cluster, observedAt, observedAt + days * DAY);
    const cluster = [...clusters.keys()]
      .filter((one) => !taken.has(one))
      .reduce((best, other) => (worthOf(other) > worthOf(best) ? other : best));
    const baseline = reportedIn(cluster, midnight(from), midnight(to));
    if (baseline < FEWEST_REPEATS) continue;
    taken.add(cluster);
    const [communityId, categoryId] = cluster.split(' ') as [string, string];
    const community = dataset.organizations.find(({ id }) => id === communityId)!;
    const category = dataset.categories.find(({ id }) => id === categoryId)!;
    const { cadres, company } = actorsOf(dataset)(dataset.grids.find(({ community_id }) => community_id === communityId)!);
    const [responsible, verifier] = cadres as [string, string];
    const reached = reachedAfter.slice(0, state === 'DROPPED' ? 1 : reachedAfter.findIndex(([name]) => name === state) + 1);
    const atOf = new Map(reached.map(([name, after]) => [name, start + after * DAY + (name === 'CLOSED' ? (days + 1) * DAY : 0)]));
    const observed = atOf.get('OBSERVING');
    const until = observed === undefined ? null : observed + days * DAY;
    const isClosed = state === 'CLOSED';
    const ended = isClosed ? atOf.get('CLOSED')! : state === 'DROPPED' ? start + 3 * DAY : null;
    const hasMeasures = atOf.has('MEASURES');
    const due = state === 'MEASURES' ? midnight(PLANNED_UNTIL) + DAY : state === 'OBSERVING' ? until : null;
    const theme: Row.GovernanceThemeRow = {
      ...base(),
      ...{
        created_at: iso(start),
        title: `${category.name}问题多发`,
        category_id: categoryId,
        grid_id: null,
        organization_id: communityId,
      },
      ...{ grid_ids: [], lead_id: communityId, responsible_id: responsible, opened_from: from, opened_to: to, baseline },
      ...{
        opened_at: iso(start),
        cause: atOf.has('UNDER_ANALYSIS') ? '首次处置只解决表面问题，源头无人跟踪；居民不清楚找谁办、多久办好。' : null,
      },
      ...{ observed_from: observed === undefined ? null : iso(observed), observed_until: until === null ? null : iso(until) },
      recurring: isClosed ? reportedIn(cluster, observed!, until!) : null,
      recurring_of: isClosed ? reportedIn(cluster, midnight(to) - days * DAY, midnight(to)) : null,
      ...{ due_at: due === null ? null : iso(due), ended_at: ended === null ? null : iso(ended) },
      ...{ involved_ids: hasMeasures ? [communityId, company.id] : [communityId], state, place: community.place },
    };
    made.governance_theme.push(theme);

    const remember = (
      noun: 'GovernanceTheme' | 'ThemeMeasure',
      row: Row.GovernanceThemeRow | Row.ThemeMeasureRow,
      { verb, from: before = null, to: after, at, actor = responsible, organization = communityId, note = null }: Remembered,
    ) => {
      const { id, jurisdiction_id } = base();
      made.history.push({
        ...{ id, jurisdiction_id, subject_noun: noun, subject_id: row.id, verb, from_state: before, to_state: after },
        ...{ actor_id: actor, organization_id: organization, note, at: iso(at) },
      });
      Object.assign(row, { updated_at: iso(at), version: before === null ? 1 : row.version + 1 });
    };
    let standing: ThemeState | null = null;
    const step = (verb: string, to: ThemeState, at: number, more: Pick<Remembered, 'actor' | 'note'> = {}) => {
      remember('GovernanceTheme', theme, { verb, from: standing, to, at, ...more });
      standing = to;
    };

    step('openTheme', 'PROPOSED', start);
    if (state === 'DROPPED') step('dropTheme', 'DROPPED', ended!, { actor: verifier, note: '同类事项已列入街道专项整治，不再单独治理。' });
    if (atOf.has('UNDER_ANALYSIS')) step('recordCause', 'UNDER_ANALYSIS', atOf.get('UNDER_ANALYSIS')!);
    const planned = [
      ['物业每周排查一次，发现苗头当日上报并处置。', company.id, true],
      ['社区公示责任人和联系方式，每月上门回访一次。', communityId, state !== 'MEASURES'],
    ] as const;
    for (const [n, [text, organization, isDone]] of hasMeasures ? planned.entries() : []) {
      const added = atOf.get('MEASURES')! + n * 600_000;
      const done = added + (n + 1) * DAY;
      const alarm = midnight(PLANNED_UNTIL) + DAY;
      const measure: Row.ThemeMeasureRow = {
        ...base(),
        ...{ created_at: iso(added), theme_id: theme.id, text, organization_id: organization },
        ...{ due_on: isDone ? iso(added + 4 * DAY).slice(0, 10) : PLANNED_UNTIL, done_at: isDone ? iso(done) : null },
        ...{ alarm_at: isDone ? null : iso(alarm), state: isDone ? 'DONE' : 'PLANNED', place: community.place },
      };
      made.theme_measure.push(measure);
      step('addMeasure', 'MEASURES', added);
      remember('ThemeMeasure', measure, { verb: 'addMeasure', to: 'PLANNED', at: added });
      const actor = organization === company.id ? company.manager : responsible;
      if (isDone)
        remember('ThemeMeasure', measure, { verb: 'completeMeasure', from: 'PLANNED', to: 'DONE', at: done, actor, organization });
    }
    if (observed !== undefined) step('beginObservation', 'OBSERVING', observed);
    if (isClosed) step('closeTheme', 'CLOSED', ended!, { actor: verifier });
  }
  return made;
}
