import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { IncidentCategory } from '../incident.entity.js';
import { MANAGES_NO_CATEGORIES, mayManageCategories } from '../incident.policy.js';
import { categoryPayload } from '../incident.type.js';
import { lockCategories } from './category-tree.js';

export const restoreCategory = verb(
  'restoreCategory',
  {
    does: 'Takes an incident category into use again. 恢复事件类别',
    answers: categoryPayload,
    takes: versionOf('IncidentCategory'),
    async may(work, { id }) {
      const category = await findSeen(work, IncidentCategory, id);
      demand(mayManageCategories(work.viewer, category.jurisdictionId), MANAGES_NO_CATEGORIES);
      return category;
    },
  },
  async (work, { version }, category) => {
    demandVersion(category, version);
    await lockCategories(work, category.jurisdictionId);
    if (category.active) refuse('WRONG_STATE', 'The category is in use. 该类别正在使用。', 'id');
    if (category.parent != null && !(await work.em.findOneOrFail(IncidentCategory, { id: category.parent })).active)
      refuse('WRONG_STATE', 'Take the category above it into use first. 请先恢复其上级类别。', 'id');
    category.active = true;
    return { id: category.id };
  },
);
