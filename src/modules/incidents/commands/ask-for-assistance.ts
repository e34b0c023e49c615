import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { id, instant, lines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { findActive } from '../../organisations/commands/find.js';
import { mayAskForAssistance } from '../incident.policy.js';
import { incidentPayload } from '../incident.type.js';
import { incidentFlow } from '../incident.workflow.js';
import { IncidentParticipant } from '../participant.entity.js';
import { MOST_PARTICIPANTS } from '../participant.terms.js';
import { remark } from './record.js';
import { demandWithinAYear } from './within-a-year.js';

export function demandAssistanceDue(dueAt: Date, now: Date): void {
  if (dueAt <= now) refuse('INVALID', '{field} must be in the future. {field} 必须晚于当前时间。', 'dueAt');
  demandWithinAYear(dueAt, now);
}

export const askForAssistance = verb(
  'askForAssistance',
  {
    does: 'Asks an organisation to assist with an incident until a due time; it sees the incident while it does. The holder stays. 请求协办',
    answers: incidentPayload,
    takes: {
      ...versionOf('Incident'),
      organizationId: id('Organization', 'Who is asked, anywhere in the jurisdiction. 协办组织'),
      task: lines(1_000, 'What it is asked to do. 协办事项'),
      dueAt: instant('To be done by then, within a year. 协办时限'),
    },
    may: (work, { id, version }) => incidentFlow.admit(work, mayAskForAssistance, { id, version, isLocked: true }),
  },
  async (work, { organizationId, task, dueAt }, { row: incident, now }) => {
    demandAssistanceDue(dueAt, now);
    const organization = await findActive(work, incident.jurisdictionId, organizationId, 'organizationId');
    if (organization.id === incident.holder)
      refuse(
        'INVALID',
        'The organisation holds the incident; ask another one to assist. 该组织即承办组织，请选择其他组织协办。',
        'organizationId',
      );
    if (incident.coHandlers?.includes(organization.id))
      refuse('INVALID', 'The organisation assists already, or was asked to. 该组织已在协办或已收到协办请求。', 'organizationId');
    if ((await work.em.count(IncidentParticipant, { incident: incident.id })) >= MOST_PARTICIPANTS)
      refuse(
        'LIMIT_EXCEEDED',
        'Up to {max} organisations are asked to assist with an incident. 每个事件最多请求 {max} 次协办。',
        'organizationId',
        {
          max: MOST_PARTICIPANTS,
        },
      );
    work.em.create(IncidentParticipant, {
      id: newId(jurisdictionNumberOf(incident.id)),
      jurisdictionId: incident.jurisdictionId,
      incident: incident.id,
      organization: organization.id,
      task,
      dueAt,
      state: 'ASKED',
      askedBy: work.viewer.person!,
      askedAt: now,
      endedAt: null,
      answer: null,
      alarmAt: dueAt,
      createdAt: now,
      updatedAt: now,
    });
    return remark(work, incident, { event: 'ASSISTANCE_ASKED', note: `${organization.name}：${task}` }, () => {
      incident.coHandlers = [...(incident.coHandlers ?? []), organization.id];
    });
  },
);
