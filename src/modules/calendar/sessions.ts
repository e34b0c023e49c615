import type { Sessions } from '../../kernel/working-time.js';

const SHAPE = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Working time of a day as it is kept: 08:30-12:00. Null where a text is none, or they are out of order or overlap. */
export function sessionsOf(texts: readonly string[]): Sessions | null {
  const sessions = texts.map((text) => [minutesOf(text.slice(0, 5)), minutesOf(text.slice(6))] as const);
  const isInOrder = sessions.every(([from, to], i) => from < to && (i === 0 || sessions[i - 1]![1] <= from));
  return isInOrder && texts.every((text) => SHAPE.test(text)) ? sessions : null;
}
