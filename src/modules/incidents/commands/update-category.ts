import { demand } from '../../../kernel/errors.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { oneOf, optional, text, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { IncidentCategory } from '../incident.entity.js';
import { MANAGES_NO_CATEGORIES, mayManageCategories } from '../incident.policy.js';
import { categoryPayload, IncidentDomainEnum } from '../incident.type.js';
import { asking, keysDiffer, questionsOf } from './questions.js';

/** Incidents that were reported before keep their domain, and their answers with the questions as they were. */
export const updateCategory = verb(
  'updateCategory',
  {
    does: 'Changes the name or domain of an incident category, or what it asks. What is left out or null stays as it is. 修改事件类别',
    answers: categoryPayload,
    takes: {
      ...versionOf('IncidentCategory'),
      name: optional(text(100, 'Name. 名称')),
      domain: optional(oneOf(IncidentDomainEnum, 'The field of governance, for incidents reported from now on. 领域')),
      ...asking,
    },
    rules: [keysDiffer],
    async may(work, { id }) {
      const category = await findSeen(work, IncidentCategory, id);
      demand(mayManageCategories(work.viewer, category.jurisdictionId), MANAGES_NO_CATEGORIES);
      return category;
    },
  },
  async (_, { name, domain, questions, needsPicture, needsResult, version }, category) => {
    demandVersion(category, version);
    category.name = name ?? category.name;
    category.domain = domain ?? category.domain;
    if (questions) category.questions = questionsOf(questions);
    category.needsPicture = needsPicture ?? category.needsPicture;
    category.needsResult = needsResult ?? category.needsResult;
    return { id: category.id };
  },
);
