import { type EntitySchema, raw } from '@mikro-orm/core';
import { notFound } from '../../../kernel/errors.js';
import type { NounName } from '../../../kernel/ids.js';
import { uuidOf } from '../../../read/value.js';
import type { Work } from '../../../work/command.js';

/** What the ORM puts its own alias in for. */
const ALIAS = '[::alias::]';

/** A condition in SQL, among the conditions of a query by the ORM. */
export const sqlCondition = (text: string, parameters: readonly unknown[] = []) => ({ [raw(text, [...parameters])]: [] });

/** The condition that the viewer sees the row that a query by the ORM is about. */
export function isSeen(work: Work, noun: NounName) {
  const { text, parameters } = work.seen(noun, ALIAS);
  return sqlCondition(text, parameters);
}

/**
 * The row behind an input field. One that the viewer does not see is asked for by the same statement as one that never was, and NOT_FOUND alike: neither
 * the answer nor the time it takes tells them apart.
 */
export async function findSeen<Row extends object>(
  work: Work,
  entity: EntitySchema<Row>,
  id: string,
  field: string,
  name: string,
): Promise<Row> {
  const noun = entity.meta.className as NounName;
  // biome-ignore lint/suspicious/noExplicitAny: the ORM's types do not follow conditions of an entity that is not named.
  const found = await work.em.findOne(entity, { $and: [{ id: uuidOf(id, field, noun) }, isSeen(work, noun)] } as any);
  if (!found) throw notFound(name);
  return found as Row;
}
