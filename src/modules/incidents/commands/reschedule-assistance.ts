import { instant, optionalLines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Incident } from '../incident.entity.js';
import { mayReschedule } from '../participant.policy.js';
import { participantPayload } from '../participant.type.js';
import { participantFlow } from '../participant.workflow.js';
import { demandAssistanceDue } from './ask-for-assistance.js';
import { remark } from './record.js';

export const rescheduleAssistance = verb(
  'rescheduleAssistance',
  {
    does: 'Gives who assists with an incident more time, or less; its staff are told. 调整协办时限',
    answers: participantPayload,
    takes: {
      ...versionOf('IncidentParticipant'),
      dueAt: instant('To be done by then, within a year. 协办时限'),
      note: optionalLines(1_000, 'For the history. 备注'),
    },
    may: (work, { id, version }) => participantFlow.admit(work, mayReschedule, { id, version }),
  },
  async (work, { dueAt, note }, { row: participant, now }) => {
    demandAssistanceDue(dueAt, now);
    const incident = await work.em.findOneOrFail(Incident, { id: participant.incident }, { lock: 'update' });
    Object.assign(participant, { dueAt, alarmAt: dueAt, updatedAt: now });
    await remark(work, incident, { event: 'ASSISTANCE_RESCHEDULED', note, concerns: { assistant: participant.organization } });
    return { id: participant.id };
  },
);
