import { isStaffOf } from '../../../auth/viewer.js';
import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, lines, listOf, oneOf, optional, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { DeliberationBody } from '../../deliberation/body.entity.js';
import { demandAtWork, lockBody } from '../../deliberation/commands/find.js';
import { Grid } from '../../grids/grid.entity.js';
import { Incident } from '../../incidents/incident.entity.js';
import { Organization } from '../../organisations/organization.entity.js';
import { GovernanceWayEnum } from '../../organisations/organization.type.js';
import { mayPropose, NOT_PROPOSER } from '../topic.policy.js';
import { CONTENT_LENGTH, TopicCategoryEnum, TopicScaleEnum, topicPayload } from '../topic.type.js';
import { newTopic } from './new-topic.js';

export const proposeTopic = verb(
  'proposeTopic',
  {
    does: 'Proposes a topic to a body. 提出议题',
    answers: { ...topicPayload, name: 'ProposeTopicPayload' },
    takes: {
      bodyId: id('DeliberationBody', 'Which body is to deliberate it. 议事组织'),
      title: text(200, 'Title. 标题'),
      content: lines(CONTENT_LENGTH, 'What is proposed. 内容'),
      category: oneOf(TopicCategoryEnum, 'What it is about. 类别'),
      scale: optional(oneOf(TopicScaleEnum, 'Whom it concerns. 规模')),
      governance: optional(listOf(oneOf(GovernanceWayEnum, 'By which ways of governance (三治). 治理方式'), { max: 3 })),
      gridId: optional(id('Grid', 'The grid that it is about. 网格')),
      organizationId: optional(id('Organization', 'Proposed for this organisation, by its staff. 提出单位')),
      incidentId: optional(id('Incident', 'The incident that it came out of. 来源事件')),
    },
    async may(work, { bodyId }) {
      const body = await findSeen(work, DeliberationBody, bodyId);
      demand(mayPropose(work.viewer, body.jurisdictionId), NOT_PROPOSER);
    },
  },
  async (work, input) => {
    const body = await lockBody(work, input.bodyId);
    demandAtWork(work, body, 'bodyId');
    const grid = input.gridId === null ? null : await findSeen(work, Grid, input.gridId);
    if (grid && (!grid.place.startsWith(body.place) || grid.status !== 'ACTIVE'))
      refuse('INVALID', 'The body does not deliberate for this grid. 该议事组织不涉及此网格。', 'gridId');
    const organization = input.organizationId === null ? null : await findSeen(work, Organization, input.organizationId);
    if (organization && !isStaffOf(work.viewer, organization.id))
      refuse('INVALID', 'Only its staff propose for an organisation. 只有该单位的工作人员可以代表单位提出议题。', 'organizationId');
    const incident = input.incidentId === null ? null : await findSeen(work, Incident, input.incidentId);
    if (incident && !incident.place.startsWith(body.place))
      refuse('INVALID', 'The incident lies elsewhere. 该事件不在此议事组织范围内。', 'incidentId');
    const topic = newTopic(work, body, {
      ...{ title: input.title, content: input.content, category: input.category },
      ...{ scale: input.scale, governance: input.governance },
      ...{ grid, organization: organization?.id, incident: incident?.id },
    });
    return { id: topic.id };
  },
);
