import { demand } from '../../../kernel/errors.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { MANAGES_NO_TEMPLATES, mayManageCategories } from '../incident.policy.js';
import { ReplyTemplate } from '../reply.entity.js';
import { replyTemplatePayload } from '../reply.type.js';
import { demandInUse } from './reply-templates.js';

export const retireReplyTemplate = verb(
  'retireReplyTemplate',
  {
    does: 'Takes a reply template out of use: it is not offered any more. 停用答复模板',
    answers: replyTemplatePayload,
    takes: versionOf('ReplyTemplate'),
    async may(work, { id, version }) {
      const template = await findSeen(work, ReplyTemplate, id);
      demand(mayManageCategories(work.viewer, template.jurisdictionId), MANAGES_NO_TEMPLATES);
      demandVersion(template, version);
      return template;
    },
  },
  async (_, _input, template) => {
    demandInUse(template);
    template.active = false;
    return { id: template.id };
  },
);
