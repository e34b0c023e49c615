import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { lines, oneOf, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Incident } from '../incident.entity.js';
import { maySupervise } from '../incident.policy.js';
import { type SupervisionLevel, supervisionLevels } from '../incident.terms.js';
import { incidentPayload, SupervisionLevelEnum } from '../incident.type.js';
import { refuseFinal, SUPERVISES_NOT, setLevel } from './supervision.js';

const levels = Object.keys(supervisionLevels) as SupervisionLevel[];
const isAbove = (one: SupervisionLevel, other: SupervisionLevel): boolean => levels.indexOf(one) > levels.indexOf(other);

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
    async may(work, { id, version }) {
      const incident = await findSeen(work, Incident, id);
      demand(maySupervise(work.viewer, incident.place), SUPERVISES_NOT);
      demandVersion(incident, version);
      return incident;
    },
  },
  async (work, { level, reason }, incident) => {
    refuseFinal(incident);
    if (!isAbove(level as SupervisionLevel, incident.supervision))
      refuse(
        'INVALID',
        'Supervision only rises; it is cancelled with cancelSupervision. 督办只能升级；取消请使用 cancelSupervision。',
        'level',
      );
    incident.supervisor = work.viewer.person;
    return setLevel(work, incident, level as SupervisionLevel, reason);
  },
);
