import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '../../src');

/** The rule of rooms: what each may import beside itself. A missing room may import nothing. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  db: ['kernel', 'migrations'],
  auth: ['kernel'],
  events: ['kernel', 'db'],
  work: ['kernel', 'db', 'auth', 'events'],
  read: ['kernel', 'db', 'auth', 'events'],
  graph: ['kernel', 'db', 'auth', 'events', 'work', 'read'],
  modules: ['kernel', 'db', 'auth', 'events', 'work', 'read', 'graph'],
  live: ['kernel', 'db', 'auth', 'events', 'work', 'read', 'graph', 'modules'],
  demo: ['kernel', 'db', 'auth', 'modules', 'config.ts'],
  explorer: [],
  server: ['kernel', 'db', 'auth', 'events', 'work', 'read', 'graph', 'modules', 'live', 'demo', 'config.ts'],
  'cli.ts': [],
  'config.ts': [],
  'main.ts': ['config.ts', 'demo', 'server'],
};

/** Each module knows only those before it. */
const moduleOrder = ['organisations', 'identity', 'audit', 'grids', 'incidents', 'residents', 'repartition'];
/** What a module may take of an earlier one: its words, rows and rules, how they are described and read, and its verbs. */
const publicOfModule =
  /\.(entity|type|terms|reads|policy|facts)\.ts$|\/commands\/[\w-]+\.ts$|\/(point|boundary|grid-at|posts|held-post)\.ts$/;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
const imports = files.flatMap((file) =>
  [...readFileSync(join(src, file), 'utf8').matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].map((match) => ({
    file,
    to: relative(src, join(src, dirname(file), match[1] ?? match[2]!)).replace(/\.js$/, '.ts'),
  })),
);
const roomOf = (file: string) => file.replace(/^\.\.\//, '').split('/')[0]!;
const moduleOf = (file: string) => (roomOf(file) === 'modules' && file.split('/').length > 2 ? file.split('/')[1]! : null);

test.each(imports)('$file → $to', ({ file, to }) => {
  expect([roomOf(file), ...rooms[roomOf(file)]!]).toContain(roomOf(to));
  const [own, other] = [moduleOf(file), moduleOf(to)];
  if (!own || !other || own === other) return;
  expect(moduleOrder.indexOf(other), 'an earlier module').toBeLessThan(moduleOrder.indexOf(own));
  expect(to, 'what a module shows to later ones').toMatch(publicOfModule);
});

test('every room is under the rule', () => {
  expect(new Set(files.map(roomOf))).toEqual(new Set(Object.keys(rooms)));
});

const commands = files.filter(
  (file) => /^modules\/[\w-]+\/commands\//.test(file) && /export const \w+: Command</.test(readFileSync(join(src, file), 'utf8')),
);

test.each(commands)('%s asks its policy', (file) => {
  const text = readFileSync(join(src, file), 'utf8');
  const sentences = [...text.matchAll(/import \{([^}]+)\} from '[^']*\.policy\.js'/g)]
    .flatMap((match) => match[1]!.split(',').map((name) => name.trim()))
    .filter((name) => /^may[A-Z]/.test(name));
  expect(sentences.length, 'imports a sentence (mayX) of a policy').toBeGreaterThan(0);
  // The import alone would not ask it.
  for (const sentence of sentences) expect(text.split(sentence).length, sentence).toBeGreaterThan(2);
});

test('there are verbs, and each has a file of its name', () => {
  expect(commands.length).toBeGreaterThan(10);
  for (const file of commands) {
    const [, name] = /export const (\w+): Command</.exec(readFileSync(join(src, file), 'utf8'))!;
    expect(file).toMatch(new RegExp(`/${name!.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}\\.ts$`));
  }
});
