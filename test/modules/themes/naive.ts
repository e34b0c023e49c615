import { dayOf } from '../../../src/kernel/clock.js';
import type { Naive } from '../../read/naive.js';
import {
  type Args,
  type Asking,
  actionsBy,
  among,
  bare,
  byInstant,
  byNumber,
  type DefaultOrders,
  id,
  inTime,
  type NaivePart,
  type Orders,
  resolversOf,
} from '../../read/naive-rules.js';
import { has, worksAt } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';
import { rateOf } from '../statistics/naive.js';

export const orders: Orders = {
  GovernanceTheme: { OPENED_AT: byInstant('opened_at'), DUE_AT: byNumber(({ due_at }) => due_at?.getTime() ?? Number.MAX_SAFE_INTEGER) },
};
export const defaultOrders: DefaultOrders = { GovernanceTheme: { field: 'OPENED_AT', direction: 'DESC' } };

const managers = ['COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'DISPATCHER'];

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, seen, pageOf, byIdOf } = resolversOf(naive);
  const themeOf = (measure: Row): Row => naive.of(measure.theme_id)!;
  const measuresOf = (theme: Row): readonly Row[] => naive.where('ThemeMeasure', 'theme_id', theme.id);
  const history = (row: Row, args: Args, ask: Asking) =>
    naive.page(
      'HistoryEntry',
      rows.HistoryEntry.filter(({ subject_id }) => subject_id === row.id),
      args,
      ask,
    );
  const seesWho = (row: Row, { viewer }: Asking): boolean =>
    has(viewer, row.place, ...managers, 'GRID_WORKER', 'GRID_LEADER') ||
    row.involved_ids.some((organization: string) => worksAt(viewer, organization));
  const sees = (row: Row, ask: Asking): boolean => seesWho(row, ask) || has(ask.viewer, row.place, 'DASHBOARD');

  const about = (theme: Row): readonly Row[] =>
    rows.Incident.filter(
      ({ category_id, grid_id, place }) =>
        [category_id, naive.of(category_id)!.parent_id].includes(theme.category_id) &&
        (theme.organization_id === null ? theme.grid_ids.includes(grid_id) : place.startsWith(theme.place)),
    );
  const between = (theme: Row, from: number, end: number): readonly Row[] =>
    about(theme).filter(({ reported_at }) => reported_at.getTime() >= from && reported_at.getTime() < end);
  const midnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
  const observed = (theme: Row): readonly Row[] =>
    theme.observed_from === null ? [] : between(theme, theme.observed_from.getTime(), theme.observed_until.getTime());

  return {
    sees: { GovernanceTheme: sees, ThemeMeasure: (row, ask) => sees(themeOf(row), ask) },
    seesWho: { GovernanceTheme: seesWho, ThemeMeasure: (row, ask) => seesWho(themeOf(row), ask) },
    filters: {
      GovernanceTheme: {
        states: among('state'),
        categories: (row, wanted: readonly string[]) =>
          wanted.some((one) => [row.category_id, naive.of(row.category_id)!.parent_id].includes(bare(one, 'IncidentCategory'))),
        due: inTime('due_at'),
      },
    },
    fields: {
      GovernanceTheme: {
        ...{ id: id('GovernanceTheme'), category: to('category_id'), grid: to('grid_id'), organization: to('organization_id') },
        ...{ lead: to('lead_id'), responsible: (row, _args, ask) => (seesWho(row, ask) ? naive.of(row.responsible_id) : null) },
        measures: (row) => measuresOf(row).toSorted((a, b) => (a.due_on + a.id < b.due_on + b.id ? -1 : 1)),
        recurrence: (row, _args, { now }) => {
          if (row.state !== 'OBSERVING')
            return row.recurring === null ? null : rateOf('theme.recurrence', row.recurring, row.recurring_of, 'FLOW');
          const [from, end] = [row.observed_from.getTime(), Math.min(row.observed_until.getTime(), now.getTime())];
          const closing = midnight(row.opened_to);
          return rateOf('theme.recurrence', between(row, from, end).length, between(row, closing - (end - from), closing).length, 'FLOW');
        },
        incidents: pageOf('Incident', (row) => between(row, midnight(row.opened_from), midnight(row.opened_to))),
        recurringIncidents: pageOf('Incident', observed),
        history,
        viewerActions: actionsBy((row, { viewer, now }) => {
          const manages = has(viewer, row.place, ...managers);
          const isOpen = ['PROPOSED', 'UNDER_ANALYSIS', 'MEASURES', 'OBSERVING'].includes(row.state);
          const isObserved = row.state === 'OBSERVING';
          const done = measuresOf(row).some(
            ({ state, done_at }) => state === 'DONE' && (row.observed_from === null || done_at > row.observed_from),
          );
          return {
            recordCause:
              ['PROPOSED', 'UNDER_ANALYSIS', 'MEASURES'].includes(row.state) &&
              (manages || worksAt(viewer, row.lead_id) || viewer.person === row.responsible_id),
            addMeasure: manages && ['UNDER_ANALYSIS', 'MEASURES'].includes(row.state),
            beginObservation: manages && row.state === 'MEASURES' && done && measuresOf(row).every(({ state }) => state !== 'PLANNED'),
            returnTheme: manages && isObserved,
            closeTheme: manages && isObserved && viewer.person !== row.responsible_id && row.observed_until <= now,
            dropTheme: manages && isOpen,
            reassignTheme: manages && isOpen,
          };
        }),
      },
      ThemeMeasure: {
        ...{ id: id('ThemeMeasure'), theme: seen('theme_id'), organization: to('organization_id'), history },
        overdue: (row, _args, { now }) => row.state === 'PLANNED' && row.due_on < dayOf(now),
        viewerActions: actionsBy((row, { viewer }) => {
          const isUnderWay = row.state === 'PLANNED' && themeOf(row).state === 'MEASURES';
          const manages = has(viewer, row.place, ...managers);
          return {
            completeMeasure: isUnderWay && (manages || worksAt(viewer, row.organization_id)),
            withdrawMeasure: isUnderWay && manages,
          };
        }),
      },
    },
    roots: {
      theme: byIdOf('GovernanceTheme'),
      themes: (_root, args, ask) => naive.page('GovernanceTheme', naive.visible('GovernanceTheme', ask), args, ask),
    },
  };
};
