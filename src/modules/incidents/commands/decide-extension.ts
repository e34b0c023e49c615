import { Refused, refuse } from '../../../kernel/result.js';
import { CONFLICT } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { demands, flag, optionalLines, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { extendHandling } from '../deadlines.js';
import { ExtensionRequest } from '../extension.entity.js';
import { extensionPayload } from '../extension.type.js';
import { mayDecideExtension } from '../incident.policy.js';
import { incidentFlow } from '../incident.workflow.js';
import { remark } from './record.js';

export const decideExtension = verb(
  'decideExtension',
  {
    does: 'Grants or refuses more time to handle an incident: granted, its limits move by so much working time. 审批延期',
    answers: extensionPayload,
    takes: {
      ...versionOf('ExtensionRequest'),
      granted: flag('Whether the holder gets the time. 是否同意'),
      note: optionalLines(1_000, 'For the history; why, where it is refused. 审批意见'),
    },
    rules: [demands(({ granted, note }) => granted || note !== null, 'REQUIRED', 'Say why it is refused. 请说明驳回理由。', 'note')],
    async may(work, { id, version }) {
      const request = await findSeen(work, ExtensionRequest, id, { isLocked: true });
      const { row: incident, now } = await incidentFlow.admit(work, mayDecideExtension(request), { id: request.incident, isLocked: true });
      if (version !== null && version !== request.version) throw new Refused([CONFLICT]);
      if (request.state !== 'PENDING') refuse('WRONG_STATE', 'It has been decided already, or has lapsed. 该申请已审批或已失效。', 'id');
      return { request, incident, now };
    },
  },
  async (work, { granted, note }, { request, incident, now }) => {
    Object.assign(request, {
      state: granted ? 'GRANTED' : 'REFUSED',
      lapsesAt: null,
      decidedBy: work.viewer.person,
      decidedAt: now,
      note,
    });
    if (granted) await extendHandling(work, incident, request.minutes);
    await remark(work, incident, { event: granted ? 'EXTENDED' : 'EXTENSION_REFUSED', note });
    return { id: request.id };
  },
);
