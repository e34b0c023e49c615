import { type Problem, problem, Refused } from '../../kernel/result.js';
import type { IncidentCategory } from './incident.entity.js';
import type { Answer, Question, QuestionKind } from './question.terms.js';

/** What somebody answers: which question, and the answer as text. */
export interface Given {
  readonly key: string;
  readonly value: string;
}

const isDay = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value;

const fits: Readonly<Record<QuestionKind, (value: string, question: Question) => boolean>> = {
  TEXT: () => true,
  NUMBER: (value) => /^-?\d{1,15}(\.\d{1,6})?$/.test(value),
  CHOICE: (value, { choices }) => choices.includes(value),
  YES_NO: (value) => value === 'YES' || value === 'NO',
  DATE: isDay,
};

/** The answers to the questions of a category, in their order; refused with all that is wrong, each with the question that it is about. */
export function answersTo({ questions }: Pick<IncidentCategory, 'questions'>, given: readonly Given[]): readonly Answer[] {
  const problems: Problem[] = [];
  for (const [n, { key, value }] of given.entries()) {
    const question = questions.find((one) => one.key === key);
    const at = `answers.${n}`;
    if (!question)
      problems.push(
        problem('INVALID', 'The category asks no question {key}; see IncidentCategory.questions. 该类别没有问题 {key}。', `${at}.key`, {
          key,
        }),
      );
    else if (!fits[question.kind](value, question))
      problems.push(
        problem(
          'INVALID',
          'This is no answer to “{question}”, which takes {kind}. 对“{question}”的回答不符合类型 {kind}。',
          `${at}.value`,
          {
            ...{ question: question.text, kind: question.kind },
          },
        ),
      );
  }
  const answers = questions.flatMap(({ key, text, kind, required }) => {
    const found = given.find((one) => one.key === key);
    if (!found && required)
      problems.push(problem('REQUIRED', 'Answer the question “{question}”. 请回答“{question}”。', 'answers', { question: text }));
    return found ? [{ key, question: text, kind, value: found.value }] : [];
  });
  if (problems.length > 0) throw new Refused(problems as [Problem, ...Problem[]]);
  return answers;
}
