import { demand } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { demands, exactlyOne, id, needed, optional, pastDay, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { IncidentCategory } from '../../incidents/incident.entity.js';
import { notify } from '../../notifications/commands/notify.js';
import { demandActive } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { GovernanceTheme } from '../theme.entity.js';
import { MANAGES_NOT, mayManage } from '../theme.policy.js';
import { FEWEST_DAYS, FEWEST_REPEATS, MOST_DAYS, openThemeStates } from '../theme.terms.js';
import { themePayload } from '../theme.type.js';
import { demandAssignable } from './assign.js';

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

export const openTheme = verb(
  'openTheme',
  {
    does: 'Opens a governance theme from repeats: incidents of one category at one place. How many there were is kept; who is responsible is told. 立题',
    answers: themePayload,
    takes: {
      title: text(200, 'What it is about. 标题'),
      categoryId: id('IncidentCategory', 'The category of the incidents, or the one above theirs. 事件类别'),
      gridId: optional(id('Grid', 'The grid where they lie. Give this or organizationId. 网格')),
      organizationId: optional(id('Organization', 'The organisation below which they lie. Give this or gridId. 组织')),
      openedFrom: pastDay('The first day of the repeats. 基线期起始日期'),
      openedTo: pastDay('The first day after them; 7 to 400 days after the first. 基线期截止日期（不含）'),
      leadId: id('Organization', 'Who leads it. 牵头组织'),
      responsibleId: id('Person', 'Who is responsible: staff of it, or of its grid that the theme is about. 责任人'),
    },
    rules: [
      needed(exactlyOne('gridId', 'organizationId')),
      demands(
        ({ openedFrom, openedTo }) => {
          const days = daysBetween(openedFrom, openedTo);
          return days >= FEWEST_DAYS && days <= MOST_DAYS;
        },
        'INVALID',
        'Repeats are looked for in 7 to 400 days. 基线期应为 7 至 400 天。',
        'openedTo',
      ),
    ],
    async may(work, { gridId, organizationId, categoryId }) {
      const grid = gridId === null ? null : await findSeen(work, Grid, gridId);
      const organization = organizationId === null ? null : await findSeen(work, Organization, organizationId);
      const at = (grid ?? organization)!;
      demand(mayManage(work.viewer, at.place), MANAGES_NOT);
      return { grid, organization, at, category: await findSeen(work, IncidentCategory, categoryId) };
    },
  },
  async (work, { title, openedFrom, openedTo, leadId, responsibleId }, { grid, organization, at, category }) => {
    const now = work.now();
    const { place, jurisdictionId } = at;
    if (grid && grid.status !== 'ACTIVE') refuse('INVALID', 'The grid is no longer at work. 该网格已撤销。', 'gridId');
    if (organization) demandActive(organization, 'organizationId');
    await demandAssignable(work, at, { leadId, responsibleId });
    // Who opens the same at once waits here, and finds the first.
    await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 3))', [`${at.id} ${category.id}`]);
    const open = await work.em.findOne(GovernanceTheme, {
      category: category.id,
      state: { $in: openThemeStates },
      ...(grid ? { grid: grid.id } : { organization: at.id }),
    });
    if (open) refuse('INVALID', 'A theme of this category is open there already. 该区域已有该类别的治理主题。', 'categoryId');
    const [{ count: baseline }] = (await work.sql<{ count: number }>(
      `select count(*)::int as count from incident where category_id = any(array(select id from incident_category where ? in (id, parent_id))) and ${grid ? 'grid_id = ?' : `place ^@ ?`}
       and reported_at >= ?::timestamp at time zone 'Asia/Shanghai' and reported_at < ?::timestamp at time zone 'Asia/Shanghai'`,
      [category.id, grid ? grid.id : place, openedFrom, openedTo],
    )) as [{ count: number }];
    if (baseline < FEWEST_REPEATS)
      refuse(
        'INVALID',
        'These are no repeats: {count} incidents of the category were reported there in that time, and it takes {min}. 该区域该时段内该类事件仅 {count} 件，至少需要 {min} 件。',
        'categoryId',
        { count: baseline, min: FEWEST_REPEATS },
      );
    const theme = work.em.create(GovernanceTheme, {
      ...{ id: newId(jurisdictionNumberOf(at.id)), jurisdictionId, createdAt: now, updatedAt: now, openedAt: now, title },
      ...{ category: category.id, grid: grid?.id ?? null, organization: organization?.id ?? null, grids: grid ? [grid.id] : [] },
      ...{ lead: leadId, responsible: responsibleId, involved: [leadId], openedFrom, openedTo, baseline, cause: null },
      ...{ observedFrom: null, observedUntil: null, recurring: null, recurringOf: null, dueAt: null, endedAt: null },
      ...{ state: 'PROPOSED' as const, place },
    });
    remember(work, 'GovernanceTheme', theme, { verb: 'openTheme', from: null });
    await notify(work, { noun: 'GovernanceTheme', row: theme, at: now }, [{ kind: 'ASSIGNED', persons: [responsibleId] }]);
    return { id: theme.id };
  },
);
