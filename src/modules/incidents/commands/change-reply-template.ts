import { demand } from '../../../kernel/errors.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { changed, optional, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { MANAGES_NO_TEMPLATES, mayManageCategories } from '../incident.policy.js';
import type { IncidentState } from '../incident.terms.js';
import { ReplyTemplate } from '../reply.entity.js';
import { replyTemplatePayload } from '../reply.type.js';
import { demandOwnCategory } from './category-tree.js';
import { demandInUse, hasKnownPlaceholders, templateFields } from './reply-templates.js';

/** What was replied before stays as it is. */
export const changeReplyTemplate = verb(
  'changeReplyTemplate',
  {
    does: 'Changes a reply template. What is left out stays as it is. 修改答复模板',
    answers: replyTemplatePayload,
    takes: {
      ...versionOf('ReplyTemplate'),
      categoryId: changed(templateFields.categoryId),
      state: optional(templateFields.state),
      name: optional(templateFields.name),
      text: optional(templateFields.text),
    },
    rules: [hasKnownPlaceholders],
    async may(work, { id, version }) {
      const template = await findSeen(work, ReplyTemplate, id);
      demand(mayManageCategories(work.viewer, template.jurisdictionId), MANAGES_NO_TEMPLATES);
      demandVersion(template, version);
      return template;
    },
  },
  async (work, { categoryId, state, name, text }, template) => {
    demandInUse(template);
    await demandOwnCategory(work, categoryId, template.jurisdictionId);
    if (categoryId !== undefined) template.category = categoryId;
    template.state = (state as IncidentState | null) ?? template.state;
    template.name = name ?? template.name;
    template.text = text ?? template.text;
    return { id: template.id };
  },
);
