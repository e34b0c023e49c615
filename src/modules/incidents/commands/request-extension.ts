import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { int, lines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Organization } from '../../organisations/organization.entity.js';
import { ExtensionRequest } from '../extension.entity.js';
import { mayRequestExtension } from '../incident.policy.js';
import { incidentPayload } from '../incident.type.js';
import { incidentFlow } from '../incident.workflow.js';
import { remark } from './record.js';

/** Half a working year. */
const MOST_MINUTES = 60_000;

export const requestExtension = verb(
  'requestExtension',
  {
    does: 'Asks for more time to handle an incident; somebody above the holder decides before the red limit. 申请延期',
    answers: incidentPayload,
    takes: {
      ...versionOf('Incident'),
      minutes: int({ min: 1, max: MOST_MINUTES }, 'How much more, in minutes of working time. 延长工作分钟数'),
      reason: lines(1_000, 'Why. 理由'),
    },
    may: (work, { id, version }) => incidentFlow.admit(work, mayRequestExtension, { id, version, isLocked: true }),
  },
  async (work, { minutes, reason }, { row: incident, now }) => {
    work.em.create(ExtensionRequest, {
      id: newId(jurisdictionNumberOf(incident.id)),
      jurisdictionId: incident.jurisdictionId,
      incident: incident.id,
      organization: incident.holder,
      minutes,
      reason,
      state: 'PENDING',
      requestedBy: work.viewer.person!,
      requestedAt: now,
      lapsesAt: incident.handleRedAt ?? incident.handleBy!,
      decidedBy: null,
      decidedAt: null,
      note: null,
      createdAt: now,
      updatedAt: now,
    });
    const { parent } = await work.em.findOneOrFail(Organization, { id: incident.holder });
    return remark(work, incident, { event: 'EXTENSION_REQUESTED', note: reason, concerns: { above: parent } });
  },
);
