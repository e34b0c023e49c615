import { setImmediate } from 'node:timers/promises';
import type { Told } from './noun.js';
import { type Finisher, NEEDS_OF } from './planning.js';

/** After so long others have a turn of the event loop. */
const SLICE_MS = 5;

/** Where something is to be put, and by whom. */
interface Gap {
  readonly object: Record<string, unknown>;
  readonly key: string;
  readonly finisher: Finisher;
}

/** Puts what TypeScript computes into its place in the parsed rows. A finisher whose row is null has nothing to do. */
export async function finish(json: unknown, finishers: readonly Finisher[], told: Told): Promise<unknown> {
  const gaps: Gap[] = [];
  // The root field's value may be a list of places.
  for (const finisher of finishers) collect({ root: json }, ['root', ...finisher.path], finisher, gaps);
  let startedAt = performance.now();
  for (const { object, key, finisher } of gaps) {
    object[key] = finisher.shape(finisher.read.finish(object[key] as never, told));
    if (performance.now() - startedAt < SLICE_MS) continue;
    await setImmediate();
    startedAt = performance.now();
  }
  return json;
}

function collect(at: unknown, path: readonly string[], finisher: Finisher, gaps: Gap[]): void {
  if (at === null || at === undefined) return;
  const [key, ...rest] = path as [string, ...string[]];
  if (key === '*') {
    for (const item of at as unknown[]) collect(item, rest, finisher, gaps);
  } else if (rest.length > 0) {
    collect((at as Record<string, unknown>)[key], rest, finisher, gaps);
  } else {
    const object = at as Record<string, { readonly [NEEDS_OF]?: number } | undefined>;
    // Among nodes(ids), the same key may hold another noun's field.
    if (object[key]?.[NEEDS_OF] === finisher.number) gaps.push({ object, key, finisher });
  }
}
