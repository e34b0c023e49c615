import type { Work } from '../../../work/command.js';
import { int, optionalLines, versionOf } from '../../../work/input.js';
import type { Found, Sentence } from '../../../work/workflow.js';
import type { WhistleAnswer } from '../whistle.entity.js';
import type { AnswerFacts } from '../whistle.policy.js';
import { whistleAnswerPayload } from '../whistle.type.js';
import { whistleAnswerFlow } from '../whistle.workflow.js';

/** What both sides give each other, and how the answer that keeps it is found: two who rate at once wait for each other. */
export const rating = (sentence: Sentence<AnswerFacts>) => ({
  answers: whistleAnswerPayload,
  takes: {
    ...versionOf('WhistleAnswer'),
    score: int({ min: 1, max: 5 }, 'From 1, poor, to 5, very good. 评分'),
    comment: optionalLines(1_000, 'Why. 评语'),
  },
  may: (
    work: Work,
    { id, version }: { readonly id: string; readonly version: number | null },
  ): Promise<Found<WhistleAnswer, AnswerFacts>> => whistleAnswerFlow.admit(work, sentence, { id, version, isLocked: true }),
});
