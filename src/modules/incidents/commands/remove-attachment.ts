import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen, isSeen } from '../../../work/find.js';
import { lines, versionOf } from '../../../work/input.js';
import type { Where } from '../../../work/unit-of-work.js';
import { verb } from '../../../work/verb.js';
import { Attachment } from '../attachment.entity.js';
import { mayRemoveAttachment } from '../attachment.policy.js';
import { attachmentPayload } from '../attachment.type.js';
import { Incident } from '../incident.entity.js';
import { remark } from './record.js';

export const removeAttachment = verb(
  'removeAttachment',
  {
    does: 'Removes an attachment and its file, with a reason; the history keeps that there was one. 移除附件',
    answers: attachmentPayload,
    takes: { ...versionOf('Attachment'), reason: lines(1_000, 'Why, for the history. 理由') },
    async may(work, { id, version }) {
      const attachment = await findSeen(work, Attachment, id);
      const incident = attachment.incident ? await work.em.findOneOrFail(Incident, { id: attachment.incident }, { lock: 'update' }) : null;
      const isInvolved =
        incident === null || (await work.em.count(Incident, { id: incident.id, ...isSeen(work, 'Incident') } as Where<Incident>)) > 0;
      demand(
        mayRemoveAttachment(work.viewer, isInvolved ? attachment.uploadedBy : null, incident),
        'Attachments are removed by community cadres and street officers, and by who uploaded them, while they see the incident and until it has come to its end. 附件由社区干部和街道干部移除；事件终结前，仍可查看该事件的上传人也可以移除。',
      );
      demandVersion(attachment, version);
      return { attachment, incident };
    },
  },
  async (work, { reason }, { attachment, incident }) => {
    if (attachment.state === 'REMOVED') refuse('WRONG_STATE', 'It was removed already. 附件已移除。', 'id');
    const now = work.now();
    if (attachment.key)
      await work.sql('insert into loose_file (key, due_at) select unnest(?::text[]), ?', [[attachment.key, attachment.thumbnailKey], now]);
    Object.assign(attachment, { state: 'REMOVED', key: null, thumbnailKey: null, public: false, discardAt: null });
    Object.assign(attachment, { removedAt: now, removedBy: work.viewer.person });
    if (incident) await remark(work, incident, { event: 'ATTACHMENT_REMOVED', note: reason });
    return { id: attachment.id };
  },
);
