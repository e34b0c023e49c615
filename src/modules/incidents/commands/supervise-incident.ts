import { refuse } from '../../../kernel/result.js';
import { lines, oneOf, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { maySupervise, maySuperviseAll } from '../incident.policy.js';
import { isAbove, type SupervisionLevel } from '../incident.terms.js';
import { incidentPayload, SupervisionLevelEnum } from '../incident.type.js';
import { incidentFlow } from '../incident.workflow.js';
import { setLevel } from './supervision.js';

/** What somebody else issued, or the clock, is not taken back by who raised it: only street officers take back all of it. */
export const superviseIncident = verb(
  'superviseIncident',
  {
    does: 'Puts an incident under supervision, or raises it: it only rises. 督办',
    answers: incidentPayload,
    takes: {
      ...versionOf('Incident'),
      level: oneOf(SupervisionLevelEnum, 'Higher than now. 督办级别'),
      reason: lines(1_000, 'Why, for the history. 理由'),
    },
    may: (work, { id, version }) => incidentFlow.admit(work, maySupervise, { id, version }),
  },
  async (work, { level, reason }, { row: incident }) => {
    if (!isAbove(level as SupervisionLevel, incident.supervision))
      refuse(
        'INVALID',
        'Supervision only rises; it is cancelled with cancelSupervision. 督办只能升级；取消请使用 cancelSupervision。',
        'level',
      );
    const { viewer } = work;
    const isOwn = incident.supervision === 'NONE' || incident.supervisor === viewer.person || maySuperviseAll(viewer, incident.place);
    return setLevel(work, incident, level as SupervisionLevel, { by: isOwn ? viewer.person : null, note: reason });
  },
);
