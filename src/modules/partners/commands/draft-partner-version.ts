import { demand } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { fail, ok, type Problem, problem, Refused, refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { id, inputObject, listOf, optional, part, requiredForm, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { digestOf, type Named, nameOf, sameBefore } from '../document-names.js';
import { PartnerApp, PartnerDocument, PartnerVersion } from '../partner.entity.js';
import { mayPublishFor } from '../partner.policy.js';
import { LONGEST_DOCUMENT, partnerVersionPayload } from '../partner.type.js';
import { shortName } from './short-name.js';

const MOST_DOCUMENTS = 500;

/** The text of a document, to the letter: its hash is that of these characters. */
const source = requiredForm('The document: one named operation with its fragments. 文档', (value, at) =>
  value.length <= LONGEST_DOCUMENT
    ? ok(value)
    : fail('TOO_LONG', '{field} takes up to {max} characters. {field} 最多 {max} 个字符。', at, { max: LONGEST_DOCUMENT }),
);

const PartnerDocumentInput = inputObject('PartnerDocumentInput', 'A document of a manifest. 清单文档', {
  alias: optional(text(255, 'What the manifest calls it: its hash, with or without "sha256:", or another name. 标识')),
  source,
});

export const draftPartnerVersion = verb(
  'draftPartnerVersion',
  {
    does: 'Checks and prices the documents of a version, and keeps them. None runs before it is published. The same documents again are the same version. 创建版本草稿',
    answers: partnerVersionPayload,
    about: 'appId',
    takes: {
      appId: id('PartnerApp', 'The app. 应用'),
      name: shortName('What the partner calls the version: 1.4.0. 版本名'),
      documents: listOf(part(PartnerDocumentInput, 'What it may run. 文档'), { min: 1, max: MOST_DOCUMENTS }),
    },
    async may(work, { appId }) {
      const app = await findSeen(work, PartnerApp, appId);
      demand(
        mayPublishFor(work.viewer, app),
        'Only the partner itself and administrators make versions. 只有合作方自己和管理员可以创建版本。',
      );
      return app;
    },
  },
  async (work, { name, documents }, app) => {
    const checked = check(work, documents, app.budgetUnits);
    const known = await work.em.findOne(PartnerVersion, { app: app.id, name });
    if (known) {
      const kept = await work.em.find(PartnerDocument, { partnerVersion: known.id });
      const words = (all: readonly { readonly sha256: string; readonly alias?: string | null }[]) =>
        all
          .map(({ sha256, alias }) => `${sha256} ${alias ?? ''}`)
          .sort()
          .join();
      if (words(kept) !== words(checked))
        refuse('INVALID', 'This version has other documents already; give it another name. 该版本已有其他文档，请另取版本名。', 'name');
      return { id: known.id };
    }
    const number = jurisdictionNumberOf(app.id);
    const { jurisdictionId, client } = app;
    const version = work.em.create(PartnerVersion, {
      ...{ id: newId(number), jurisdictionId, app: app.id, client, name, state: 'DRAFT' },
      ...{ deprecatedAt: null, sunsetAt: null, retiresAt: null, createdAt: work.now(), updatedAt: work.now() },
    });
    for (const document of checked)
      work.em.create(PartnerDocument, { id: newId(number), jurisdictionId, partnerVersion: version.id, ...document });
    remember(work, 'PartnerVersion', version, { verb: 'draftPartnerVersion', from: null });
    return { id: version.id };
  },
);

/** All that is wrong with the documents, at once. */
function check(work: Work, documents: readonly Named[], budget: number) {
  const problems: Problem[] = [];
  const before = sameBefore(documents);
  const checked = documents.flatMap((given, n) => {
    const at = `documents.${n}.source`;
    const { alias, isWrong } = nameOf(given);
    const sha256 = digestOf('sha256', given.source);
    if (isWrong)
      problems.push(problem('INVALID', '{field} is not the hash of the document. {field} 不是该文档的哈希值。', `documents.${n}.alias`));
    if (before[n] !== undefined)
      problems.push(
        problem(
          'INVALID',
          '{field} has the text or the name of documents.{other}. {field} 与 documents.{other} 的文档或标识重复。',
          `documents.${n}`,
          {
            other: before[n],
          },
        ),
      );
    const result = work.checkDocument(given.source);
    if (!result.ok) {
      problems.push(problem('INVALID', 'The document is not valid: “{reason}”. 文档无效：“{reason}”。', at, { reason: result.reason }));
      return [];
    }
    const { name, type, cost } = result;
    if (cost > budget)
      problems.push(
        problem(
          'LIMIT_EXCEEDED',
          '{name} costs {cost} units, more than the budget of {budget}. {name} 的开销为 {cost} 个单位，超出预算 {budget}。',
          at,
          { name, cost, budget },
        ),
      );
    return [{ sha256, alias, operationName: name, operationType: type, source: given.source, cost }];
  });
  const [first, ...others] = problems;
  if (first) throw new Refused([first, ...others]);
  return checked;
}
