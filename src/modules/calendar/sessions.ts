import { isEndOfSpan } from '../../kernel/clock.js';
import type { Sessions } from '../../kernel/working-time.js';

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Working time of a day as it is kept: 08:30-12:00. Null where a text is none, or they are out of order or overlap. */
export function sessionsOf(texts: readonly string[]): Sessions | null {
  const spans = texts.map((text) => text.split('-'));
  if (!spans.every((ends) => ends.length === 2 && ends.every(isEndOfSpan))) return null;
  const sessions = spans.map(([from, to]) => [minutesOf(from!), minutesOf(to!)] as const);
  return sessions.every(([from, to], i) => from < to && (i === 0 || sessions[i - 1]![1] <= from)) ? sessions : null;
}
