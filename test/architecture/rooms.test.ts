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
  read: ['kernel', 'db', 'auth', 'events'],
  work: ['kernel', 'db', 'auth', 'events', 'read'],
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
  /\.(entity|type|terms|reads|policy|facts|workflow)\.ts$|\/commands\/[\w-]+\.ts$|\/(point|boundary|grid-at|posts|held-post)\.ts$/;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
const imports = files.flatMap((file) =>
  [...readFileSync(join(src, file), 'utf8').matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].map((match) => ({
    file,
    to: relative(src, join(src, dirname(file), match[1] ?? match[2]!)).replace(/\.js$/, '.ts'),
  })),
);
const roomOf = (file: string) => file.replace(/^\.\.\//, '').split('/')[0]!;
const moduleOf = (file: string) => (roomOf(file) === 'modules' && file.split('/').length > 2 ? file.split('/')[1]! : null);

test('each file imports only what its room and its module may', () => {
  const faults = imports.flatMap(({ file, to }) => {
    const found: string[] = [];
    if (![roomOf(file), ...(rooms[roomOf(file)] ?? [])].includes(roomOf(to)))
      found.push(`${file} imports ${to}: ${roomOf(file)} may not use ${roomOf(to)}`);
    const [own, other] = [moduleOf(file), moduleOf(to)];
    if (own && other && own !== other) {
      if (moduleOrder.indexOf(other) >= moduleOrder.indexOf(own))
        found.push(`${file} imports ${to}: ${other} is not an earlier module than ${own}`);
      if (!publicOfModule.test(to)) found.push(`${file} imports ${to}: modules do not show this file to later ones`);
    }
    return found;
  });
  expect(faults).toEqual([]);
  expect(imports.length).toBeGreaterThan(1_000);
});

test('every room is under the rule', () => {
  expect(new Set(files.map(roomOf))).toEqual(new Set(Object.keys(rooms)));
});

const commands = files.filter(
  (file) => /^modules\/[\w-]+\/commands\//.test(file) && /export const \w+ = verb\(/.test(readFileSync(join(src, file), 'utf8')),
);

test('every command asks its policy', () => {
  const faults = commands.flatMap((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    const sentences = [...text.matchAll(/import \{([^}]+)\} from '[^']*\.policy\.js'/g)]
      .flatMap((match) => match[1]!.split(',').map((name) => name.trim()))
      .filter((name) => /^may[A-Z]/.test(name));
    if (sentences.length === 0) return [`${file} imports no sentence (mayX) of a policy`];
    // The import alone would not ask it.
    return sentences
      .filter((sentence) => text.split(sentence).length <= 2)
      .map((sentence) => `${file} imports ${sentence} and does not ask it`);
  });
  expect(faults).toEqual([]);
});

test('there are verbs, and each has a file of its name', () => {
  expect(commands.length).toBeGreaterThan(10);
  for (const file of commands) {
    const [, name] = /export const (\w+) = verb\(/.exec(readFileSync(join(src, file), 'utf8'))!;
    expect(file).toMatch(new RegExp(`/${name!.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}\\.ts$`));
  }
});
