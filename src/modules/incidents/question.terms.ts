/** The words of the questions that a category asks of who reports. */

export const questionKinds = {
  TEXT: 'In words. 文本',
  NUMBER: 'A number, such as 12 or 3.5. 数字',
  CHOICE: 'One of the choices, as it is written there. 单选',
  YES_NO: 'YES or NO. 是否',
  DATE: 'A day, YYYY-MM-DD. 日期',
} as const;
export type QuestionKind = keyof typeof questionKinds;

/** How many questions a category asks, and how many choices a question offers. */
export const MOST_QUESTIONS = 10;
export const MOST_CHOICES = 20;
/** In characters. With them the questions of all categories fit into one answer. */
export const KEY_LENGTH = 40;
export const CHOICE_LENGTH = 100;
export const ANSWER_LENGTH = 1_000;

/** Kept with its category. */
export interface Question {
  /** Names the question in answers; unique in the category. */
  readonly key: string;
  readonly text: string;
  readonly kind: QuestionKind;
  readonly required: boolean;
  readonly choices: readonly string[];
}

/** Kept with its incident, with the words of the question as they were then: the category may ask something else later. */
export interface Answer {
  readonly key: string;
  readonly question: string;
  readonly kind: QuestionKind;
  readonly value: string;
}
