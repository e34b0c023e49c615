/**
 * Whether a JSON-like value has more objects and lists than `most`, or is nested deeper than `deepest`.
 * Walks without recursion: a hostile value is deeper than the stack.
 */
export function isHuge(value: unknown, most: number, deepest: number): boolean {
  const waiting: { readonly part: unknown; readonly depth: number }[] = [{ part: value, depth: 0 }];
  for (let parts = 0; waiting.length > 0; parts++) {
    const { part, depth } = waiting.pop()!;
    if (parts > most || depth > deepest) return true;
    for (const inner of Object.values(part as object)) {
      if (typeof inner === 'object' && inner !== null) waiting.push({ part: inner, depth: depth + 1 });
    }
  }
  return false;
}
