import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { modules } from '../../src/modules/index.js';

const src = join(import.meta.dirname, '../../src');

/** The rule of rooms: what each may import beside itself. A missing room may import nothing. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  db: ['kernel', 'migrations'],
  auth: ['kernel'],
  events: ['kernel', 'db'],
  jobs: ['kernel', 'db', 'auth', 'events', 'work'],
  storage: ['kernel', 'jobs'],
  read: ['kernel', 'db', 'auth', 'events'],
  work: ['kernel', 'db', 'auth', 'events', 'read'],
  graph: ['kernel', 'db', 'auth', 'events', 'work', 'jobs', 'read'],
  modules: ['kernel', 'db', 'auth', 'events', 'work', 'jobs', 'read', 'graph'],
  live: ['kernel', 'db', 'auth', 'events', 'work', 'read', 'graph', 'modules'],
  demo: ['kernel', 'db', 'auth', 'modules', 'storage', 'config.ts'],
  explorer: [],
  board: ['explorer'],
  partners: ['kernel', 'modules'],
  server: ['kernel', 'db', 'auth', 'events', 'work', 'jobs', 'read', 'graph', 'modules', 'live', 'storage', 'demo', 'config.ts'],
  'cli.ts': ['kernel'],
  'config.ts': [],
  'main.ts': ['kernel', 'serve.ts'],
  'serve.ts': ['config.ts', 'demo', 'server'],
};

/** Each module knows only those that it comes after. */
const modulesBefore = new Map(modules.map(({ name, after }) => [name, after]));
/** What a module may take of an earlier one: its words, rows and rules, how they are described and read, and its verbs. */
const publicOfModule =
  /\.(entity|type|terms|reads|policy|facts|workflow)\.ts$|\/commands\/[\w-]+\.ts$|\/(point|boundary|grid-at|posts|held-post|belonging|known|quorum|chair|work-calendar)\.ts$/;

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
      if (!modulesBefore.get(own)?.includes(other)) found.push(`${file} imports ${to}: ${own} does not say that it comes after ${other}`);
      if (!publicOfModule.test(to)) found.push(`${file} imports ${to}: modules do not show this file to later ones`);
    }
    return found;
  });
  expect(faults).toEqual([]);
  expect(imports.length).toBeGreaterThan(1_000);
});

/** Tables that are no noun's, and the module that has them. */
const otherTables = {
  loose_file: 'incidents',
  audit_link: 'audit',
  audit_pending: 'audit',
  audit_verification: 'audit',
  search_words: 'households',
  partner_spending: 'partners',
  partner_usage: 'partners',
  webhook_progress: 'partners',
};
const ownerOf = new Map([
  ...modules.flatMap(({ name, entities }) => entities.map((entity) => [tableOf(entity.meta.className), name] as const)),
  ...Object.entries(otherTables),
]);

/** Statements that name a later module's table, and why they may. */
const allowed = [
  // A post is held at an organisation, a grid or a stairwell: where they lie, and whether they are at work, is read with it.
  'organisations/held-post.ts names grid of grids',
  'organisations/commands/find.ts names grid of grids',
];

test('statements name tables of their own module and of those before it', () => {
  const faults = files.flatMap((file) => {
    const own = moduleOf(file);
    if (!own) return [];
    return [...new Set(tablesNamed(readFileSync(join(src, file), 'utf8')))].flatMap((table) => {
      const other = ownerOf.get(table)!;
      return other === own || modulesBefore.get(own)!.includes(other) ? [] : [`${file.replace('modules/', '')} names ${table} of ${other}`];
    });
  });
  expect(faults.sort()).toEqual([...allowed].sort());
  expect(ownerOf.size).toBeGreaterThan(25);
});

/** The tables that the statements of a file name, comments left out: what follows from, join, update and into. */
const tablesNamed = (text: string): string[] =>
  [...text.replaceAll(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '').matchAll(/\b(?:from|join|update|into)\s+([a-z_]+)\b/g)]
    .map((match) => match[1]!)
    .filter((name) => ownerOf.has(name));

function tableOf(noun: string): string {
  return noun.replaceAll(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

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
