import { Cursor } from '../../../graph/scalars.js';
import { Fault } from '../../../kernel/errors.js';
import { ok, refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { type Field, own } from '../../../work/input.js';

/** A position in the event log, as streams give it out. */
export const cursor = (description: string): Field<string> =>
  own(
    () => Cursor,
    description,
    (value: string) => ok(value),
  );

/** The position of a cursor that can still be resumed from. */
export async function positionOf(work: Work, after: string): Promise<number> {
  try {
    return await work.webhooks.positionOf(after);
  } catch (error) {
    if (error instanceof Fault && error.code === 'CURSOR_EXPIRED')
      refuse('INVALID', 'What came after this cursor is not kept any more. 该游标之后的部分内容已不再保存。', 'after');
    if (error instanceof Fault && error.code === 'CURSOR_INVALID')
      refuse('INVALID', 'Give a cursor that a stream gave out. 请填写数据流给出的游标。', 'after');
    throw error;
  }
}
