import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { flag, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Attachment } from '../attachment.entity.js';
import { mayPublishAttachment } from '../attachment.policy.js';
import { attachmentPayload } from '../attachment.type.js';
import { Incident } from '../incident.entity.js';

export const setAttachmentPublic = verb(
  'setAttachmentPublic',
  {
    does: 'Shows an attachment to everybody, or no longer. 设置附件是否公开',
    answers: attachmentPayload,
    takes: { ...versionOf('Attachment'), public: flag('Whether everybody sees it. 是否公开') },
    async may(work, { id, version }) {
      const attachment = await findSeen(work, Attachment, id);
      const incident = attachment.incident ? await work.em.findOneOrFail(Incident, { id: attachment.incident }) : null;
      demand(
        incident !== null && mayPublishAttachment(work.viewer, incident.place),
        'Only community cadres and street officers show attachments of incidents to everybody. 只有社区干部和街道干部可以公开事件附件。',
      );
      demandVersion(attachment, version);
      return { attachment, incident: incident! };
    },
  },
  async (_work, { public: isPublic }, { attachment, incident }) => {
    if (attachment.state !== 'ATTACHED') refuse('WRONG_STATE', 'It was removed already. 附件已移除。', 'id');
    if (isPublic && incident.visibility !== 'USUAL')
      refuse('INVALID', 'What is restricted is not shown to everybody. 限制可见事件的附件不得公开。', 'public');
    attachment.public = isPublic;
    return { id: attachment.id };
  },
);
