import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** What files of src/ load one another: imports of types alone are gone when the program runs, and do not count. */

const src = join(import.meta.dirname, '../../src');

/** The files that a file loads: paths relative to it, with their suffix in TypeScript. */
const loadedBy = (text: string): string[] =>
  [...text.matchAll(/^\s*(?:import|export)\b([^;'"]*?)(?:\bfrom\s+)?'(\.[^']+)'/gm)]
    .filter(([, names]) => !isOfTypesAlone(names!))
    .map(([, , path]) => path!.replace(/\.js$/, '.ts'));

/** `type { A }`, or `{ type A, type B }`. */
const isOfTypesAlone = (names: string): boolean =>
  /^\s*type\b/.test(names) || /^\s*\{\s*type\s[^,}]*(,\s*type\s[^,}]*)*,?\s*\}/.test(names);

/** Groups of files of which each loads all others, be it by way of them. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const reachable = new Map([...graph.keys()].map((file) => [file, reachedFrom(graph, file)]));
  const isInCircle = (file: string) => reachable.get(file)!.has(file);
  const found = new Map<string, string[]>();
  for (const file of [...graph.keys()].filter(isInCircle)) {
    const circle = [...reachable.get(file)!].filter((other) => reachable.get(other)?.has(file)).sort();
    found.set(circle.join(), circle);
  }
  return [...found.values()];
}

function reachedFrom(graph: ReadonlyMap<string, readonly string[]>, start: string): Set<string> {
  const reached = new Set<string>();
  const next = [...graph.get(start)!];
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    next.push(...(graph.get(file) ?? []));
  }
  return reached;
}

test('no files load one another in a circle', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  const graph = new Map(
    files.map((file) => [file, loadedBy(readFileSync(join(src, file), 'utf8')).map((to) => relative(src, join(src, dirname(file), to)))]),
  );
  expect([...graph.values()].flat().length).toBeGreaterThan(1_000);
  expect(circlesIn(graph)).toEqual([]);
});

test('a circle is found, and one of types alone is none', () => {
  const texts = {
    'a.ts': `import { b } from './b.js';\nimport type { d } from './d.js';`,
    'b.ts': `export * from './c.js';`,
    'c.ts': `import def, { type a } from './a.js';`,
    'd.ts': `import { type a, type b } from './a.js';\nimport './a.js';`,
    'e.ts': `import * as e from './e.js';`,
  };
  const graph = new Map(Object.entries(texts).map(([file, text]) => [file, loadedBy(text).map((to) => to.replace('./', ''))]));
  expect(circlesIn(graph)).toEqual([['a.ts', 'b.ts', 'c.ts'], ['e.ts']]);
});
