import { exactlyOne, id, needed, optional, optionalLines, optionalTyped } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayAttach, mayBeAttachedTo } from '../attachment.policy.js';
import { incidentPayload } from '../incident.type.js';
import { incidentFlow } from '../incident.workflow.js';
import { uploads } from './attach.js';
import { findByCode } from './find-by-code.js';
import { remark } from './record.js';

export const attachToIncident = verb(
  'attachToIncident',
  {
    does: 'Adds uploaded pictures to an open incident, also by its tracking code without an account. 添加附件',
    answers: incidentPayload,
    isOpen: true,
    about: 'incidentId',
    takes: {
      incidentId: optional(id('Incident', 'The incident. Give this or trackingCode. 事件')),
      trackingCode: optionalTyped(50, 'Its tracking code, by which they were uploaded. Give this or incidentId. 查询码'),
      attachmentIds: uploads(1),
      note: optionalLines(1_000, 'For the history. 备注'),
    },
    rules: [needed(exactlyOne('incidentId', 'trackingCode'))],
    async may(work, { incidentId, trackingCode }) {
      if (incidentId !== null) return incidentFlow.admit(work, mayAttach, { id: incidentId, isLocked: true, at: 'incidentId' });
      const row = await findByCode(work, trackingCode!);
      return incidentFlow.admit(work, mayBeAttachedTo, { id: row.id, row, at: 'trackingCode' });
    },
  },
  (work, { trackingCode, attachmentIds, note }, { row: incident }) =>
    remark(work, incident, { event: 'ATTACHED', note, attachmentIds, byCode: trackingCode !== null }),
);
