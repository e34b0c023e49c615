import type { Viewer } from '../auth/viewer.js';
import type { NounName } from '../kernel/ids.js';
import type { Catalog } from './catalog.js';
import { parametersOf } from './needs.js';
import { planning } from './plan.js';
import { PlanKey } from './plan-key.js';
import { rowOf, visibleConditions } from './planning.js';
import type { Run } from './run-input.js';
import { and, raw } from './sql.js';

/**
 * The condition under which a viewer sees a row of a noun, for the query by which a command loads it: the same one as in reads. `alias` is that of the row;
 * parameters are `?`.
 */
export function seenCondition(
  catalog: Catalog,
  noun: NounName,
  alias: string,
  run: { readonly viewer: Viewer; readonly today: string },
): { text: string; parameters: unknown[] } {
  const plan = planning({ catalog, key: new PlanKey(run as Run), fragments: {}, named: false });
  const row = rowOf(plan, noun, true, { alias: raw(alias) });
  return parametersOf(and(visibleConditions(plan, row)), run as Run);
}
