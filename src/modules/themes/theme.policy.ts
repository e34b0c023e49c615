import type { Grant } from '../../auth/grant.js';
import { holds, isStaffOf, organizationsStaffed, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import type { HistoryPart } from '../organisations/organization.policy.js';
import type { MeasureState, ThemeState } from './theme.terms.js';

/** Who sees and does what with governance themes (access.csv). */

const managers: readonly Role[] = ['COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'DISPATCHER'];

/** Dashboards are not told who is responsible, nor who took which step. */
export const themeParts = ['people', 'notes'] as const satisfies readonly HistoryPart[];
export type ThemePart = (typeof themeParts)[number];

/** Staff of the place, of who leads it and of who has measures to carry out; the jurisdiction's dashboards. */
export const visibleThemes = (viewer: Viewer): readonly Grant<ThemePart>[] => {
  const organizations = organizationsStaffed(viewer);
  return [
    ...placesOf(viewer, ...managers, 'GRID_LEADER', 'GRID_WORKER').map((within) => ({ within })),
    ...(organizations.length > 0 ? [{ where: { involved: organizations } }] : []),
    ...placesOf(viewer, 'DASHBOARD').map((within): Grant<ThemePart> => ({ within, withhold: themeParts })),
  ];
};

export const mayManage = (viewer: Viewer, place: Place): boolean => holds(viewer, place, ...managers);
export const MANAGES_NOT =
  'Only community cadres, dispatchers and street officers of the place lead governance themes. 只有该区域的社区干部、信息总台调度员和街道干部可以管理治理主题。';

/** What the sentences below need to know of a theme. */
export interface ThemeFacts {
  readonly state: ThemeState;
  readonly place: Place;
  readonly lead: string;
  readonly responsible: string;
  readonly observedUntil: string | null;
  /** How many of its measures are still to be done; how many were done since it was last observed. */
  readonly planned: number;
  readonly done: number;
}

export const mayManageTheme: Sentence<ThemeFacts> = (viewer, { place }) => mayManage(viewer, place) || forbidden(MANAGES_NOT);

/** Whoever leads it looks for the cause. */
export const mayRecordCause: Sentence<ThemeFacts> = (viewer, { place, lead, responsible }) =>
  mayManage(viewer, place) ||
  isStaffOf(viewer, lead) ||
  viewer.person === responsible ||
  forbidden(
    'Only those who manage the theme or are responsible for it, and staff of who leads it, record its cause. 只有治理主题的管理人员、责任人和牵头组织的工作人员可以记录成因。',
  );

export const mayObserve: Sentence<ThemeFacts> = (viewer, theme, now) => {
  const verdict = mayManageTheme(viewer, theme, now);
  if (verdict !== true || theme.state !== 'MEASURES') return verdict;
  if (theme.planned > 0)
    return notNow('WRONG_STATE', '{count} measures are not done yet. 尚有 {count} 项措施未完成。', { count: theme.planned });
  return theme.done > 0 || notNow('WRONG_STATE', 'No measure was done since it was last observed. 上次观察以来没有完成的措施。');
};

/** Nobody closes what they are responsible for, nor before it was observed for as long as was agreed. */
export const mayClose: Sentence<ThemeFacts> = (viewer, theme, now) => {
  const verdict = mayManageTheme(viewer, theme, now);
  if (verdict !== true || theme.state !== 'OBSERVING') return verdict;
  if (viewer.person === theme.responsible)
    return notNow('SELF_VERIFICATION', 'Nobody closes a theme that they are responsible for. 责任人不得销结自己负责的治理主题。');
  return new Date(theme.observedUntil!) <= now || notNow('WRONG_STATE', 'The observation is not over yet. 观察期尚未结束。');
};

/** What the sentences below need to know of a measure, and of its theme. */
export interface MeasureFacts {
  readonly state: MeasureState;
  readonly organization: string;
  readonly theme: ThemeState;
  readonly place: Place;
}

const whileCarriedOut =
  (sentence: Sentence<MeasureFacts>): Sentence<MeasureFacts> =>
  (viewer, measure, now) => {
    const verdict = sentence(viewer, measure, now);
    return verdict !== true || measure.theme === 'MEASURES'
      ? verdict
      : notNow('WRONG_STATE', 'The measures of the theme are not under way. 该治理主题不在措施落实阶段。');
  };

export const mayComplete = whileCarriedOut(
  (viewer, { place, organization }) =>
    mayManage(viewer, place) ||
    isStaffOf(viewer, organization) ||
    forbidden(
      'Only staff of the responsible organisation, and those who manage the theme, complete a measure. 只有责任单位的工作人员和治理主题的管理人员可以完成措施。',
    ),
);
export const mayWithdraw = whileCarriedOut((viewer, { place }) => mayManage(viewer, place) || forbidden(MANAGES_NOT));
