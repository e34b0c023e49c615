import { type Problem, problem, refuse } from '../../../kernel/result.js';
import { id, lines, oneOf, optional, text } from '../../../work/input.js';
import { IncidentStateEnum } from '../incident.type.js';
import type { ReplyTemplate } from '../reply.entity.js';
import { strangerIn, TEMPLATE_LENGTH } from '../reply.terms.js';
import { PLACEHOLDERS } from '../reply.type.js';

export const templateFields = {
  categoryId: optional(
    id('IncidentCategory', 'For incidents of this category and of those below it; of all where it is left out or null. 类别'),
  ),
  state: oneOf(IncidentStateEnum, 'For incidents in this state. 适用状态'),
  name: text(50, 'What staff know it by. 名称'),
  text: lines(TEMPLATE_LENGTH, `The words. Filled in for an incident: ${PLACEHOLDERS}. 模板内容`),
};

/** Everything in braces is a placeholder. */
export function hasKnownPlaceholders({ text }: { readonly text: string | null }): Problem | null {
  const stranger = text === null ? null : strangerIn(text);
  if (stranger === null) return null;
  return problem('INVALID', '{found} is no placeholder; there are {known}. {found} 不是可用的占位符，可用：{known}。', 'text', {
    found: stranger,
    known: PLACEHOLDERS,
  });
}

export function demandInUse({ active }: ReplyTemplate): void {
  if (!active) refuse('WRONG_STATE', 'The reply template is out of use. 该答复模板已停用。', 'id');
}
