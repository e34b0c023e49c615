import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { IncidentCategory } from '../incident.entity.js';
import { MANAGES_NO_CATEGORIES, mayManageCategories } from '../incident.policy.js';
import { categoryPayload } from '../incident.type.js';
import { hasSubcategoriesInUse, lockCategories } from './category-tree.js';

export const retireCategory = verb(
  'retireCategory',
  {
    does: 'Takes an incident category out of use: nothing new is reported in it; what was stays. 停用事件类别',
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
    if (!category.active) refuse('WRONG_STATE', 'The category is out of use already. 该类别已停用。', 'id');
    if (await hasSubcategoriesInUse(work, category.id))
      refuse('WRONG_STATE', 'Take the categories below it out of use first. 请先停用其下级类别。', 'id');
    category.active = false;
    return { id: category.id };
  },
);
