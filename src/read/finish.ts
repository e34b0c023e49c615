import type { Viewer } from '../auth/viewer.js';
import type { Finisher } from './select.js';

/** Puts what TypeScript computes into its place in the parsed rows. A finisher whose row is null has nothing to do. */
export function finish(json: unknown, finishers: readonly Finisher[], viewer: Viewer): unknown {
  for (const finisher of finishers) visit(json, finisher, 0, viewer);
  return json;
}

function visit(at: unknown, finisher: Finisher, depth: number, viewer: Viewer): void {
  if (at === null || at === undefined) return;
  const key = finisher.path[depth]!;
  if (key === '*') {
    for (const item of at as unknown[]) visit(item, finisher, depth + 1, viewer);
    return;
  }
  const object = at as Record<string, unknown>;
  if (depth < finisher.path.length - 1) return visit(object[key], finisher, depth + 1, viewer);
  // Of nodes(ids) with several nouns, only some items have the field.
  if (object[key] !== undefined) object[key] = finisher.shape(finisher.read.finish(object[key] as never, viewer));
}
