import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { halvesOf } from '../../src/kernel/bilingual.js';

/** Texts for people stand in the code as one string in two languages; that they have two halves is a matter of their type (kernel/bilingual). */

const src = join(import.meta.dirname, '../../src');
const LITERAL = /'((?:[^'\\\n]|\\.)*。)'|"((?:[^"\\\n]|\\.)*。)"|`([^`]*。)`/g;
const COMMENT = /^\s*(\/\/|\/?\*).*$/gm;

/** String literals that end a Chinese sentence, with their file. The demo and the pages have texts of their own; the type itself is none. */
const messages = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/^(demo|explorer|board)\/|^kernel\/bilingual\.ts$/.test(file))
  .flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').replaceAll(COMMENT, '').matchAll(LITERAL)].map(([, single, double, template]) => ({
      file,
      text: single ?? double ?? template!,
    })),
  );
const parameters = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

test('there are messages', () => expect(messages.length).toBeGreaterThan(120));

test.each(messages)('$file: $text', ({ text }) => {
  const { en, zh } = halvesOf(text);
  expect(en, 'the English half').toMatch(/^[^\p{Script=Han}]*[a-z][^\p{Script=Han}]*\.$/u);
  expect(zh, 'the Chinese half').toMatch(/\p{Script=Han}.*。$/u);
  // Where it is so, they were meant for each other.
  expect(parameters(zh)).toEqual(parameters(en));
  expect(text, 'values are parameters').not.toContain('${');
});
