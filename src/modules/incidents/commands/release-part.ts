import { lines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayReleasePart } from '../incident.policy.js';
import { finalStates } from '../incident.terms.js';
import { incidentPayload } from '../incident.type.js';
import { incidentFlow } from '../incident.workflow.js';
import { tellPart, wholeOf } from './parts.js';

export const releasePart = verb(
  'releasePart',
  {
    does: 'Lets a part of an incident go: it goes on by itself, and the whole waits for it no longer. 解除子事件',
    answers: incidentPayload,
    takes: { ...versionOf('Incident'), reason: lines(1_000, 'Why, for the history. 理由') },
    may: (work, { id, version }) => incidentFlow.admit(work, mayReleasePart, { id, version }),
  },
  async (work, { reason }, { row: part }) => {
    const whole = await wholeOf(work, part.parent!);
    return tellPart(work, part, whole, { event: 'PART_RELEASED', note: reason }, () => {
      if (part.required && !finalStates.includes(part.state)) whole.openParts--;
      Object.assign(part, { parent: null, required: null });
    });
  },
);
