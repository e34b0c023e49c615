import type { Keyring } from '../auth/cipher.js';
import type { Viewer } from '../auth/viewer.js';
import { type Finisher, NEEDS_OF } from './select.js';

/** Puts what TypeScript computes into its place in the parsed rows. A finisher whose row is null has nothing to do. */
export function finish(json: unknown, finishers: readonly Finisher[], viewer: Viewer, keyring: Keyring): unknown {
  for (const finisher of finishers) {
    // The root field's value may be the place itself, or a list of such.
    visit({ root: json }, ['root', ...finisher.path], finisher, viewer, keyring);
  }
  return json;
}

function visit(at: unknown, path: readonly string[], finisher: Finisher, viewer: Viewer, keyring: Keyring): void {
  if (at === null || at === undefined) return;
  const [key, ...rest] = path as [string, ...string[]];
  if (key === '*') {
    for (const item of at as unknown[]) visit(item, rest, finisher, viewer, keyring);
  } else if (rest.length > 0) {
    visit((at as Record<string, unknown>)[key], rest, finisher, viewer, keyring);
  } else {
    const object = at as Record<string, { readonly [NEEDS_OF]?: number } | undefined>;
    const needs = object[key];
    // Among nodes(ids), the same key may hold another noun's field.
    if (needs?.[NEEDS_OF] === finisher.number) object[key] = finisher.shape(finisher.read.finish(needs as never, viewer, keyring)) as never;
  }
}
