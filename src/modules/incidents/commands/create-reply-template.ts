import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { MANAGES_NO_TEMPLATES, mayManageCategories } from '../incident.policy.js';
import type { IncidentState } from '../incident.terms.js';
import { ReplyTemplate } from '../reply.entity.js';
import { MOST_TEMPLATES } from '../reply.terms.js';
import { replyTemplatePayload } from '../reply.type.js';
import { demandOwnCategory } from './category-tree.js';
import { hasKnownPlaceholders, templateFields } from './reply-templates.js';

export const createReplyTemplate = verb(
  'createReplyTemplate',
  {
    does: "Makes a new reply template in the viewer's jurisdiction. 新建答复模板",
    answers: replyTemplatePayload,
    takes: templateFields,
    rules: [hasKnownPlaceholders],
    async may(work) {
      demand(mayManageCategories(work.viewer, jurisdictionOf(work).id), MANAGES_NO_TEMPLATES);
    },
  },
  async (work, { categoryId, state, name, text }) => {
    const jurisdiction = jurisdictionOf(work);
    await demandOwnCategory(work, categoryId, jurisdiction.id);
    // Who makes one at once waits, and counts this one.
    await work.sql('select pg_advisory_xact_lock(hashtextextended(?, 8))', [jurisdiction.id]);
    if ((await work.em.count(ReplyTemplate, { jurisdictionId: jurisdiction.id, active: true })) >= MOST_TEMPLATES)
      refuse(
        'LIMIT_EXCEEDED',
        'A jurisdiction uses up to {max} reply templates; retire one first. 每个辖区最多启用 {max} 个答复模板，请先停用。',
        'name',
        {
          max: MOST_TEMPLATES,
        },
      );
    const made = work.em.create(ReplyTemplate, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      category: categoryId,
      state: state as IncidentState,
      name,
      text,
    });
    return { id: made.id };
  },
);
