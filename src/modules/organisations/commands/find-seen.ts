import type { EntitySchema } from '@mikro-orm/core';
import type { NounName } from '../../../kernel/ids.js';
import { uuidOf } from '../../../read/value.js';
import type { Work } from '../../../work/command.js';
import { findSeen as find } from '../../../work/find.js';

export { isSeen, sqlCondition } from '../../../work/find.js';

/** The row behind an input field that was not declared: see work/find. */
export const findSeen = <Row extends object>(
  work: Work,
  entity: EntitySchema<Row>,
  id: string,
  field: string,
  _name: string,
): Promise<Row> => find(work, entity, uuidOf(id, field, entity.meta.className as NounName));
