import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayRefuseDispatch } from '../incident.policy.js';
import { incidentPayload } from '../incident.type.js';
import { incidentFlow } from '../incident.workflow.js';

const NOT_OURS = 'Not ours, by duty list no. {list}. 依据职责清单（第{list}版）非本级职责，予以退回。';

export const refuseDispatch = verb(
  'refuseDispatch',
  {
    does: 'Sends a dispatched incident back because the duty list says that it is not the business of the level: the history names the list. 依职责清单退回',
    answers: incidentPayload,
    takes: versionOf('Incident'),
    may: (work, { id, version }) => incidentFlow.admit(work, mayRefuseDispatch, { id, version }),
  },
  (work, { id }, { facts }) => incidentFlow.byItself('return', NOT_OURS.replaceAll('{list}', String(facts.notOursBy)))(work, { id }),
);
