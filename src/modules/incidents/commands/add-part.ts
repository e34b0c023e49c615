import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { flag, id, optionalLines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Incident } from '../incident.entity.js';
import { mayBecomePart, maySplit } from '../incident.policy.js';
import { finalStates } from '../incident.terms.js';
import { incidentPayload } from '../incident.type.js';
import { incidentFlow } from '../incident.workflow.js';
import { demandRoom, tellPart } from './parts.js';

export const addPart = verb(
  'addPart',
  {
    does: 'Makes an open incident a part of another one: whoever holds it keeps it, and the whole waits for it where it is required. 关联子事件',
    answers: incidentPayload,
    takes: {
      ...versionOf('Incident'),
      partId: id('Incident', 'The incident that becomes a part; it has no parts, and is none of another one. 子事件'),
      required: flag('Whether the whole waits for it: it is not resolved before the part has come to its end. 是否必办'),
      note: optionalLines(1_000, 'For the history. 备注'),
    },
    async may(work, { id, version, partId }) {
      const { row: whole } = await incidentFlow.admit(work, maySplit, { id, version, isLocked: true });
      const part = partId === id ? whole : await findSeen(work, Incident, partId, { isLocked: true });
      demand(
        mayBecomePart(work.viewer, part),
        'Only staff of the organisation that holds the part, and cadres, dispatchers and street officers of its place may do this. 只有子事件承办组织的工作人员，以及其所在地的社区干部、调度员和街道干部可以进行此操作。',
      );
      return { whole, part };
    },
  },
  async (work, { required, note }, { whole, part }) => {
    if (part === whole) refuse('INVALID', 'An incident is no part of itself. 事件不能作为自身的子事件。', 'partId');
    if (finalStates.includes(part.state)) refuse('INVALID', 'Only what is open becomes a part. 只有未办结的事件可以作为子事件。', 'partId');
    if (part.parent != null) refuse('INVALID', 'It is a part already; let it go first. 该事件已是子事件，请先解除。', 'partId');
    if ((await work.em.count(Incident, { parent: part.id })) > 0)
      refuse('INVALID', 'It has parts itself; a part has none. 该事件本身有子事件，不能作为子事件。', 'partId');
    await demandRoom(work, whole);
    return tellPart(work, whole, part, { event: 'PART_ADDED', note }, () => {
      Object.assign(part, { parent: whole.id, required });
      if (required) whole.openParts++;
    });
  },
);
