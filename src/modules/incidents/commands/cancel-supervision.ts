import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { lines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Incident } from '../incident.entity.js';
import { mayCancelSupervision } from '../incident.policy.js';
import { incidentPayload } from '../incident.type.js';
import { refuseFinal, setLevel } from './supervision.js';

/** Whoever issued it may take it back, and street officers. */
export const cancelSupervision = verb(
  'cancelSupervision',
  {
    does: 'Takes an incident out of supervision, with a reason. 取消督办',
    answers: incidentPayload,
    takes: { ...versionOf('Incident'), reason: lines(1_000, 'Why, for the history. 理由') },
    async may(work, { id, version }) {
      const incident = await findSeen(work, Incident, id);
      demand(
        mayCancelSupervision(work.viewer, incident),
        'Only whoever issued the supervision, or a street officer, cancels it. 只有督办发起人或街道干部可以取消督办。',
      );
      demandVersion(incident, version);
      return incident;
    },
  },
  async (work, { reason }, incident) => {
    refuseFinal(incident);
    if (incident.supervision === 'NONE') refuse('WRONG_STATE', 'It is not under supervision. 该事件未被督办。', 'id');
    incident.supervisor = null;
    return setLevel(work, incident, 'NONE', reason);
  },
);
