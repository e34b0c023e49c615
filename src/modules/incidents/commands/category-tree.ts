import { problem, refuse } from '../../../kernel/result.js';
import { raw, type Sql, type SqlPart, sql, textOf } from '../../../read/sql.js';
import type { Work } from '../../../work/command.js';
import { type Checked, changed, id, inputObject, listOf, oneOf, optional, part, text } from '../../../work/input.js';
import { OrganizationKindEnum } from '../../organisations/organization.type.js';
import { type ExternalCode, IncidentCategory } from '../incident.entity.js';
import { EXTERNAL_CODE_LENGTH, MOST_EXTERNAL_CODES, MOST_SUBCATEGORIES } from '../incident.terms.js';
import { IncidentVisibilityEnum } from '../incident.type.js';

export const externalCode = inputObject('ExternalCodeInput', 'What a category is called in a list of somebody else. 外部编码', {
  scheme: text(EXTERNAL_CODE_LENGTH, 'The list: a standard, or whose it is. 编码体系'),
  code: text(EXTERNAL_CODE_LENGTH, 'The code there. 编码'),
});

/** Where a category stands, what it is called, whose business it is, and who sees it. */
export const naming = {
  parentId: changed(id('IncidentCategory', 'The category of the first level that it belongs to. 上级类别')),
  publicName: optional(text(100, 'What residents call it; its name if there is none. 公开名称')),
  responsibleKinds: optional(
    listOf(oneOf(OrganizationKindEnum, "The kinds of organisations that handle it; its parent's if empty. 责任单位类型"), { max: 20 }),
  ),
  visibility: optional(
    oneOf(
      IncidentVisibilityEnum,
      'Who sees its incidents, also those reported before; below a RESTRICTED category all are RESTRICTED. 可见范围',
    ),
  ),
  externalCodes: optional(
    listOf(part(externalCode, 'What it is called in the lists of others, in place of what was said before. 外部编码'), {
      max: MOST_EXTERNAL_CODES,
    }),
  ),
};

export const codesDiffer = ({ externalCodes }: Checked<typeof naming>) =>
  new Set(externalCodes?.map(({ scheme, code }) => JSON.stringify([scheme, code]))).size === (externalCodes?.length ?? 0)
    ? null
    : problem('INVALID', 'The same code stands there twice. 外部编码重复。', 'externalCodes');

/** Changes of the categories of one jurisdiction wait for each other: there are never more than two levels. */
export const lockCategories = (work: Work, jurisdiction: string): Promise<unknown> =>
  work.sql('select pg_advisory_xact_lock(hashtextextended(?, 7))', [jurisdiction]);

/** Whether a category that is in use belongs to another: then those are reported, and it is not. */
export const hasSubcategories = (category: SqlPart): Sql =>
  sql`exists (select from incident_category where parent_id = ${category} and active)`;

const HAS_SUBCATEGORIES = textOf(sql`select ${hasSubcategories(raw('?'))} as found`);
/** The same of one category, for a command. */
export async function hasSubcategoriesInUse(work: Work, category: string): Promise<boolean> {
  const [row] = await work.sql<{ found: boolean }>(HAS_SUBCATEGORIES, [category]);
  return row!.found;
}

/** A category that an input names is one of the jurisdiction. */
export async function demandOwnCategory(work: Work, category: string | null | undefined, jurisdictionId: string): Promise<void> {
  if (category == null) return;
  if (!(await work.em.findOne(IncidentCategory, { id: category, jurisdictionId })))
    refuse('INVALID', 'There is no such category in the jurisdiction. 该辖区没有此类别。', 'categoryId');
}

/** A category may belong to another one of its jurisdiction, which is in use and of the first level; `itself` is the one, unless it is new. */
export async function demandParent(work: Work, parentId: string, jurisdictionId: string, itself?: string): Promise<void> {
  const parent = await work.em.findOne(IncidentCategory, { id: parentId, jurisdictionId, active: true }, { refresh: true });
  if (!parent)
    refuse('INVALID', 'There is no such category in the jurisdiction, or it is out of use. 该辖区没有此类别，或该类别已停用。', 'parentId');
  const isTopmost = parent.parent == null && parentId !== itself;
  const [below] = await work.sql<{ own: number; others: number }>(
    'select count(*) filter (where parent_id = ?::uuid)::int as own, count(*) filter (where parent_id = ?::uuid)::int as others from incident_category where jurisdiction_id = ?',
    [itself ?? null, parentId, jurisdictionId],
  );
  if (!isTopmost || below!.own > 0) refuse('INVALID', 'There are two levels of categories: no third one below. 类别最多两级。', 'parentId');
  if (below!.others >= MOST_SUBCATEGORIES)
    refuse('INVALID', 'At most {max} categories belong to one. 一个类别最多下设 {max} 个子类。', 'parentId', { max: MOST_SUBCATEGORIES });
}

/** The category that has a code in a list of somebody else. */
export async function categoryByCode(work: Work, code: ExternalCode, jurisdictionId: string): Promise<string> {
  const [found] = await work.sql<{ id: string }>(
    'select id from incident_category where jurisdiction_id = ? and external_codes @> ?::jsonb',
    [jurisdictionId, JSON.stringify([code])],
  );
  if (!found)
    refuse(
      'INVALID',
      "No category of the grid's jurisdiction has this code; see IncidentCategory.externalCodes. 该辖区没有此编码对应的类别。",
      'externalCode',
    );
  return found.id;
}

/** A code of others means one category of the jurisdiction; `itself` is the one that will have it, unless it is new. */
export async function demandFreeCodes(work: Work, codes: readonly ExternalCode[], jurisdictionId: string, itself?: string): Promise<void> {
  for (const one of codes) {
    const [taken] = await work.sql<{ code: string }>(
      'select code from incident_category where jurisdiction_id = ? and id is distinct from ?::uuid and external_codes @> ?::jsonb limit 1',
      [jurisdictionId, itself ?? null, JSON.stringify([one])],
    );
    if (taken)
      refuse('INVALID', 'The code {code} is that of the category {other}. 编码 {code} 已属于类别 {other}。', 'externalCodes', {
        code: one.code,
        other: taken.code,
      });
  }
}
