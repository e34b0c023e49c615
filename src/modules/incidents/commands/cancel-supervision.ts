import { lines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayCancelSupervision } from '../incident.policy.js';
import { incidentPayload } from '../incident.type.js';
import { incidentFlow } from '../incident.workflow.js';
import { setLevel } from './supervision.js';

/** Whoever issued it may take it back, and street officers. */
export const cancelSupervision = verb(
  'cancelSupervision',
  {
    does: 'Takes an incident out of supervision, with a reason; the clock raises it again only at a later limit. 取消督办',
    answers: incidentPayload,
    takes: { ...versionOf('Incident'), reason: lines(1_000, 'Why, for the history. 理由') },
    may: (work, { id, version }) => incidentFlow.admit(work, mayCancelSupervision, { id, version }),
  },
  async (work, { reason }, { row: incident, now }) => {
    incident.alarmedAt = now;
    return setLevel(work, incident, 'NONE', { by: null, note: reason });
  },
);
