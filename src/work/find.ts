import type { EntitySchema } from '@mikro-orm/core';
import { notFound } from '../kernel/errors.js';
import type { NounName } from '../kernel/ids.js';
import { Refused } from '../kernel/result.js';
import { CONFLICT, type Work } from './command.js';
import type { Where } from './unit-of-work.js';

/** The condition that the viewer sees a row, among the conditions of a search. */
export const isSeen = (work: Work, noun: NounName) => ({ $sql: work.seen(noun, 'own') });

/** How a command finds a row. */
export interface Finding {
  /** Others who change it, or who want it like this, wait until this transaction ends. */
  readonly isLocked?: boolean;
  /** The version that the caller knows: CONFLICT where it is another by now. */
  readonly version?: number | null;
}

/**
 * The row of a bare UUID, by the noun's own visibility. One that the viewer does not see is asked for by the same statement as one that never was, and
 * NOT_FOUND alike: neither the answer nor the time it takes tells them apart.
 */
export async function findSeen<Row extends object>(
  work: Work,
  entity: EntitySchema<Row>,
  id: string,
  { isLocked = false, version }: Finding = {},
): Promise<Row> {
  const noun = entity.meta.className as NounName;
  const found = await work.em.findOne(entity, { id, ...isSeen(work, noun) } as Where<Row>, isLocked ? { lock: 'update' } : {});
  if (!found) throw notFound(noun);
  demandVersion(found as { version?: number }, version);
  return found;
}

/** CONFLICT unless the row has the version that the caller knows. Asked after rights: who may not change a row is not told of its changes. */
export function demandVersion(row: { readonly version?: number }, version: number | null | undefined): void {
  if (version != null && version !== row.version) throw new Refused([CONFLICT]);
}
