import { demand } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { isWithin } from '../../../kernel/place.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { exactlyOne, id, instant, listOf, needed, optional, optionalLines, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { Incident } from '../../incidents/incident.entity.js';
import { notify } from '../../notifications/commands/notify.js';
import { demandActive, findActive } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import type { OrganizationKind } from '../../organisations/organization.terms.js';
import { Whistle, WhistleAnswer } from '../whistle.entity.js';
import { CALLS_NOT, mayCall } from '../whistle.policy.js';
import { MOST_CALLED } from '../whistle.terms.js';
import { OUTCOME_LENGTH, whistlePayload } from '../whistle.type.js';

const callers: readonly OrganizationKind[] = ['COMMUNITY', 'STREET_OFFICE', 'TOWN_GOVERNMENT'];

/** Nobody is called for so far ahead. */
const MOST_DAYS = 90;

export const blowWhistle = verb(
  'blowWhistle',
  {
    does: 'Calls departments to a place, for a grid, a community or a street; each is told, and turns up. 吹哨',
    answers: whistlePayload,
    takes: {
      organizationId: optional(id('Organization', 'Who calls: a community or a street. Give this or gridId. 吹哨组织')),
      gridId: optional(id('Grid', 'The grid that calls, for its community. Give this or organizationId. 吹哨网格')),
      incidentId: optional(id('Incident', 'The incident that it is about, at the same place. 相关事件')),
      title: text(200, 'What it is about. 事由'),
      description: optionalLines(OUTCOME_LENGTH, 'More of that. 情况说明'),
      site: text(200, 'Where to turn up. 到场地点'),
      arriveBy: instant('To turn up by then, within 90 days. 要求到场时间'),
      departmentIds: listOf(id('Organization', 'Who is called, each once. 被吹哨部门'), { min: 1, max: MOST_CALLED }),
    },
    rules: [needed(exactlyOne('organizationId', 'gridId'))],
    async may(work, { organizationId, gridId, incidentId }) {
      const grid = gridId === null ? null : await findSeen(work, Grid, gridId);
      const caller = grid
        ? await work.em.findOneOrFail(Organization, { id: grid.community })
        : await findSeen(work, Organization, organizationId!);
      const { place } = grid ?? caller;
      demand(mayCall(work.viewer, place), CALLS_NOT);
      const incident = incidentId === null ? null : await findSeen(work, Incident, incidentId);
      return { grid, caller, place, incident };
    },
  },
  async (work, { title, description, site, arriveBy, departmentIds }, { grid, caller, place, incident }) => {
    const now = work.now();
    if (grid && grid.status !== 'ACTIVE') refuse('INVALID', 'The grid is no longer at work. 该网格已撤销。', 'gridId');
    if (!callers.includes(caller.kind))
      refuse('INVALID', 'Grids, communities and streets call departments. 只有网格、社区和街道可以吹哨。', 'organizationId');
    demandActive(caller, 'organizationId');
    if (incident && !isWithin(incident.place, place))
      refuse('INVALID', 'The incident lies elsewhere. 该事件不在吹哨区域内。', 'incidentId');
    if (arriveBy <= now) refuse('INVALID', '{field} must be in the future. {field} 必须晚于当前时间。', 'arriveBy');
    if (arriveBy.getTime() - now.getTime() > MOST_DAYS * 86_400_000)
      refuse('INVALID', '{field} must be within {max} days. {field} 须在 {max} 天以内。', 'arriveBy', { max: MOST_DAYS });
    for (const department of departmentIds) {
      await findActive(work, caller.jurisdictionId, department, 'departmentIds');
      if (department === caller.id) refuse('INVALID', 'Nobody calls themselves. 不得向本组织吹哨。', 'departmentIds');
    }
    const base = { jurisdictionId: caller.jurisdictionId, createdAt: now, updatedAt: now };
    const number = jurisdictionNumberOf(caller.id);
    const whistle = work.em.create(Whistle, {
      ...{ ...base, id: newId(number), organization: caller.id, grid: grid?.id ?? null, incident: incident?.id ?? null },
      ...{ title, description, site, arriveBy, calledBy: work.viewer.person!, calledAt: now },
      ...{ calledOrganizations: [...departmentIds], outcome: null, endedAt: null, alarmAt: arriveBy, state: 'CALLED' as const, place },
    });
    remember(work, 'Whistle', whistle, { verb: 'blowWhistle', from: null });
    for (const organization of departmentIds) {
      const answer = work.em.create(WhistleAnswer, {
        ...{ ...base, id: newId(number), whistle: whistle.id, organization, state: 'CALLED' as const, arrivedAt: null },
        ...{ attendanceScore: null, attendanceComment: null, callScore: null, callComment: null, place },
      });
      remember(work, 'WhistleAnswer', answer, { verb: 'blowWhistle', from: null });
    }
    await notify(
      work,
      { noun: 'Whistle', row: whistle, at: now },
      departmentIds.map((organization) => ({ kind: 'WHISTLED', organization })),
    );
    return { id: whistle.id };
  },
);
