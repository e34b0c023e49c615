import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { codeKey } from '../../../kernel/text.js';
import { oneOf, text, typedText } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import type { OrganizationKind } from '../../organisations/organization.terms.js';
import { IncidentCategory } from '../incident.entity.js';
import { MANAGES_NO_CATEGORIES, mayManageCategories } from '../incident.policy.js';
import type { IncidentVisibility } from '../incident.terms.js';
import { categoryPayload, IncidentDomainEnum } from '../incident.type.js';
import { codesDiffer, demandFreeCodes, demandParent, lockCategories, naming } from './category-tree.js';
import { asking, keysDiffer, questionsOf } from './questions.js';
import { spreadVisibility } from './visibility.js';

export const createCategory = verb(
  'createCategory',
  {
    does: "Makes a new incident category in the viewer's jurisdiction. 新建事件类别",
    answers: categoryPayload,
    takes: {
      code: typedText(40, 'Code, unique in the jurisdiction; it stays. 编码'),
      name: text(100, 'Name. 名称'),
      domain: oneOf(IncidentDomainEnum, 'The field of governance. 领域'),
      ...naming,
      ...asking,
    },
    rules: [keysDiffer, codesDiffer],
    async may(work) {
      const { id } = jurisdictionOf(work);
      demand(mayManageCategories(work.viewer, id), MANAGES_NO_CATEGORIES);
    },
  },
  async (
    work,
    { code, name, domain, parentId, publicName, responsibleKinds, visibility, externalCodes, questions, needsPicture, needsResult },
  ) => {
    const jurisdiction = jurisdictionOf(work);
    await lockCategories(work, jurisdiction.id);
    const codes = await work.sql<{ code: string }>('select code from incident_category where jurisdiction_id = ?', [jurisdiction.id]);
    // Compared here: older codes stand as they were typed, in full width, too.
    const key = codeKey(code);
    const taken = codes.find((one) => codeKey(one.code) === key);
    if (taken) refuse('INVALID', 'The code {code} is taken. 编码 {code} 已被占用。', 'code', { code: taken.code });
    if (parentId != null) await demandParent(work, parentId, jurisdiction.id);
    await demandFreeCodes(work, externalCodes ?? [], jurisdiction.id);
    const category = work.em.create(IncidentCategory, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      code,
      name,
      domain,
      publicName,
      parent: parentId ?? null,
      responsibleKinds: [...(responsibleKinds ?? [])] as OrganizationKind[],
      ownVisibility: (visibility ?? 'USUAL') as IncidentVisibility,
      externalCodes: externalCodes ?? [],
      questions: questionsOf(questions ?? []),
      needsPicture: needsPicture ?? false,
      needsResult: needsResult ?? false,
    });
    await spreadVisibility(work, category);
    return { id: category.id };
  },
);
