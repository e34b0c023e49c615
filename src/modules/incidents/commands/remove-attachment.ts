import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { lines, versionOf } from '../../../work/input.js';
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
      demand(
        mayRemoveAttachment(work.viewer, attachment.uploadedBy, incident),
        'Attachments are removed by community cadres and street officers, and by who uploaded them until the incident has come to its end. 附件由社区干部和街道干部移除；事件终结前，上传人也可以移除。',
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
