import { problem } from '../../../kernel/result.js';
import { type Checked, flag, inputObject, lines, listOf, oneOf, optional, part, text } from '../../../work/input.js';
import { QuestionKindEnum } from '../incident.type.js';
import { ANSWER_LENGTH, CHOICE_LENGTH, KEY_LENGTH, MOST_CHOICES, MOST_QUESTIONS } from '../question.terms.js';

const questionFields = {
  key: text(KEY_LENGTH, 'Names the question in answers; unique in the category. 问题编码'),
  text: text(200, 'What is asked. 问题'),
  kind: oneOf(QuestionKindEnum, 'How it is answered. 类型'),
  required: flag('Whether nothing is reported without an answer. 是否必答'),
  choices: optional(
    listOf(text(CHOICE_LENGTH, 'What there is to choose from: two at least, and only where the kind is CHOICE. 选项'), {
      max: MOST_CHOICES,
    }),
  ),
};

const question = inputObject(
  'CategoryQuestionInput',
  'A question that a category asks of who reports. 类别问题',
  questionFields,
  ({ kind, choices }) =>
    (kind === 'CHOICE') === (choices !== null && choices.length > 0) && choices?.length !== 1
      ? null
      : problem(
          'INVALID',
          'A choice needs two choices or more, and nothing else has any. 单选题须有两个以上选项，其他类型不得有选项。',
          'choices',
          {
            max: MOST_CHOICES,
          },
        ),
);

/** What a category asks, beside title and description. */
export const asking = {
  questions: optional(
    listOf(part(question, 'What it asks of who reports, in this order, in place of what it asked before. 问题'), { max: MOST_QUESTIONS }),
  ),
  needsPicture: optional(flag('Whether nothing is reported without a picture. 是否须附图片')),
  needsResult: optional(flag('Whether nothing is resolved without a note and a picture of the result. 是否须附处置结果')),
};
type Asking = Checked<typeof asking>;

export const keysDiffer = ({ questions }: Asking) =>
  new Set(questions?.map(({ key }) => key)).size === (questions?.length ?? 0)
    ? null
    : problem('INVALID', 'Two questions have the same key. 问题编码重复。', 'questions');

/** The questions as a category keeps them. */
export const questionsOf = (questions: NonNullable<Asking['questions']>) =>
  questions.map(({ choices, ...rest }) => ({ ...rest, choices: choices ?? [] }));

const answer = inputObject('IncidentAnswerInput', 'An answer to a question of the category. 问题回答', {
  key: text(KEY_LENGTH, 'Which question. 问题编码'),
  value: lines(ANSWER_LENGTH, 'The answer, as the kind of the question asks for it. 回答'),
});

/** What a report answers. */
export const answering = {
  answers: optional(listOf(part(answer, 'Answers to IncidentCategory.questions, each once. 问题回答'), { max: MOST_QUESTIONS })),
};

export const answersDiffer = ({ answers }: Checked<typeof answering>) =>
  new Set(answers?.map(({ key }) => key)).size === (answers?.length ?? 0)
    ? null
    : problem('INVALID', 'A question is answered twice. 同一问题重复回答。', 'answers');
