import { demand } from '../../../kernel/errors.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { oneOf, optional, text, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import type { OrganizationKind } from '../../organisations/organization.terms.js';
import { IncidentCategory } from '../incident.entity.js';
import { MANAGES_NO_CATEGORIES, mayManageCategories } from '../incident.policy.js';
import type { IncidentVisibility } from '../incident.terms.js';
import { categoryPayload, IncidentDomainEnum } from '../incident.type.js';
import { codesDiffer, demandFreeCodes, demandParent, lockCategories, naming } from './category-tree.js';
import { asking, keysDiffer, questionsOf } from './questions.js';
import { spreadVisibility } from './visibility.js';

/** Incidents that were reported before keep their domain, and their answers with the questions as they were; who sees them changes with the category. */
export const updateCategory = verb(
  'updateCategory',
  {
    does: 'Changes an incident category, or what it asks. What is left out or null stays as it is; a null parentId makes it one of the first level. 修改事件类别',
    answers: categoryPayload,
    takes: {
      ...versionOf('IncidentCategory'),
      name: optional(text(100, 'Name. 名称')),
      domain: optional(oneOf(IncidentDomainEnum, 'The field of governance, for incidents reported from now on. 领域')),
      ...naming,
      ...asking,
    },
    rules: [keysDiffer, codesDiffer],
    async may(work, { id }) {
      const category = await findSeen(work, IncidentCategory, id);
      demand(mayManageCategories(work.viewer, category.jurisdictionId), MANAGES_NO_CATEGORIES);
      return category;
    },
  },
  async (work, { name, domain, parentId, publicName, responsibleKinds, visibility, externalCodes, version, ...asked }, category) => {
    demandVersion(category, version);
    await lockCategories(work, category.jurisdictionId);
    if (parentId != null && parentId !== category.parent) await demandParent(work, parentId, category.jurisdictionId, category.id);
    if (externalCodes) await demandFreeCodes(work, externalCodes, category.jurisdictionId, category.id);
    const { questions, needsPicture, needsResult } = asked;
    if (parentId !== undefined) category.parent = parentId;
    category.publicName = publicName ?? category.publicName;
    category.responsibleKinds = responsibleKinds ? ([...responsibleKinds] as OrganizationKind[]) : category.responsibleKinds;
    category.externalCodes = externalCodes ?? category.externalCodes;
    category.ownVisibility = (visibility as IncidentVisibility | null) ?? category.ownVisibility;
    category.name = name ?? category.name;
    category.domain = domain ?? category.domain;
    if (questions) category.questions = questionsOf(questions);
    category.needsPicture = needsPicture ?? category.needsPicture;
    category.needsResult = needsResult ?? category.needsResult;
    if (visibility !== null || parentId !== undefined) await spreadVisibility(work, category);
    return { id: category.id };
  },
);
