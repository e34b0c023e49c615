// First: type-graphql's decorators ask for it while the modules are evaluated.
import 'reflect-metadata';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { anonymous } from '../auth/viewer.js';
import { joinEmbedded } from '../db/embedded.js';
import { migrate } from '../db/migrate.js';
import { openOrm, poolOf } from '../db/orm.js';
import { inLanguage } from '../kernel/bilingual.js';
import { systemClock } from '../kernel/clock.js';
import { publicId } from '../kernel/ids.js';
import { emptyTree } from '../kernel/place.js';
import type { Result } from '../kernel/result.js';
import { entities } from '../modules/index.js';
import type { CommandContext, Done } from '../work/command.js';
import { perform } from '../work/verb.js';
import { createJurisdiction } from './create-jurisdiction.js';
import { withDatabase } from './with-database.js';

interface Flag {
  /** Asked for on a terminal where the flag is left out. */
  readonly question: string;
  /** Taken where it is left out without a terminal, and offered on one. No default: it is required. */
  readonly default?: string;
}

const flags = {
  code: { question: 'Code of the street or town, which opens all its codes (2 to 20 letters and digits)' },
  name: { question: 'Name of the street or town' },
  kind: { question: 'STREET_OFFICE or TOWN_GOVERNMENT', default: 'STREET_OFFICE' },
  address: { question: 'Address', default: '' },
  admin: { question: 'Name of the first administrator' },
  issuer: { question: 'Identity provider of the administrator: the iss of the tokens', default: process.env.AUTH_ISSUER },
  subject: { question: "The administrator's account there: the sub of the tokens" },
  households: { question: 'Households of a grid, fewest and most', default: '15-25' },
  level: { question: 'Level of the grids that this is about (1 is the top of a community)', default: '2' },
} as const satisfies Readonly<Record<string, Flag>>;
type FlagName = keyof typeof flags;
type Answers = Readonly<Record<FlagName, string>>;
const names = Object.keys(flags) as FlagName[];

const usage = `npm run admin -- init [flags]    make a jurisdiction (a street or town), its first administrator, categories and a coverage rule

A flag that is left out is asked for on a terminal; without a terminal its default is taken.
${names.map((name) => `  --${name.padEnd(12)}${flags[name].question}${defaultOf(name) ? ` (default ${defaultOf(name)})` : ''}`).join('\n')}

DATABASE_URL names the database; unset, the embedded one in DATA_DIR.`;

/** A fault of the call: its message says what to do. */
class CallError extends Error {}

function defaultOf(name: FlagName): string | undefined {
  return (flags[name] as Flag).default;
}

async function main(): Promise<void> {
  const given = readFlags();
  const answers = process.stdin.isTTY && process.stdout.isTTY ? await askFor(given) : withDefaults(given);
  const made = await withDatabase(joinEmbedded, (url) => install(url, answers));
  if (!made.ok)
    throw new CallError(made.problems.map(({ path, message }) => `--${path.join('.')}: ${inLanguage(message, 'en')}`).join('\n'));
  console.info(whatComesNext(answers, publicId('Organization', made.value.id)));
}

function readFlags(): Partial<Record<FlagName, string>> {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
    const { positionals, values } = parseArgs({ allowPositionals: true, options });
    if (positionals.length === 1 && positionals[0] === 'init') return values as Partial<Record<FlagName, string>>;
  } catch (error) {
    throw new CallError(`${(error as Error).message}\n\n${usage}`);
  }
  throw new CallError(usage);
}

async function askFor(given: Partial<Record<FlagName, string>>): Promise<Answers> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answers = { ...given };
  for (const name of names) {
    while (answers[name] === undefined) {
      const preset = defaultOf(name);
      const answer = (await terminal.question(`${flags[name].question}${preset ? ` [${preset}]` : ''}: `)).trim() || preset;
      if (answer !== undefined) answers[name] = answer;
    }
  }
  terminal.close();
  return answers as Answers;
}

function withDefaults(given: Partial<Record<FlagName, string>>): Answers {
  const answers = Object.fromEntries(names.map((name) => [name, given[name] ?? defaultOf(name)]));
  const missing = names.filter((name) => answers[name] === undefined);
  if (missing.length > 0) throw new CallError(`Say ${missing.map((name) => `--${name}`).join(', ')} as well.\n\n${usage}`);
  return answers as Answers;
}

/** Brings the database to this version's schema and makes the jurisdiction in one transaction. Servers that run take it up at once. */
async function install(url: string, answers: Answers): Promise<Result<Done>> {
  const orm = await openOrm(url, entities, 2);
  try {
    await migrate(orm, url);
    const commandContext: CommandContext = {
      pool: await poolOf(orm),
      metadata: orm.getMetadata(),
      // The audit log says that nobody of the graph did it.
      viewer: { ...anonymous, client: 'admin init' },
      now: systemClock,
      startedAt: systemClock(),
      tree: emptyTree,
      keyring: { keys: [] },
      beginVerification: () => {},
      checkDocument: () => ({ ok: false, reason: 'Documents are published by partners.' }),
      nextSerial: () => Promise.reject(new Error('Nothing is numbered before there is a jurisdiction.')),
      rates: null,
      caller: '',
      // And so sees nothing.
      seen: () => ({ text: 'false', parameters: [] }),
      keeps: [],
      movers: [],
      committed: () => {},
    };
    const { result } = await perform(() => commandContext, createJurisdiction, answers);
    return result;
  } finally {
    await orm.close(true);
  }
}

function whatComesNext({ code, name, admin, issuer, subject }: Answers, id: string): string {
  const environment = { DATABASE_URL: 'postgres://…', AUTH_ISSUER: issuer, AUTH_AUDIENCE: '…', AUTH_JWKS_URL: 'https://…', KEY_FILE: '…' };
  const missing = Object.entries(environment).filter(([variable]) => !process.env[variable]);
  return `${code} ${name} is there: ${id}
Its administrator ${admin} signs in at ${issuer} as ${subject}.

What comes next:
  1. ${process.env.KEY_FILE ? 'Keep KEY_FILE apart from the backups.' : 'Make the keys that seal personal data: KEY_FILE=<file> npm run db -- add-key'}
  2. ${missing.length > 0 ? `Set ${missing.map(([variable, value]) => `${variable}=${value}`).join(' ')}, and start` : 'Start'} the server: npm start
  3. As the administrator, make the first community and grid: createOrganization (parentId: "${id}", kind: COMMUNITY), createGrid.
  4. Appoint the people who work there (appointPerson) and link their accounts (linkAccount).`;
}

await main().catch((error: Error) => {
  const isExpected = error instanceof CallError || ['ConfigError', 'EmbeddedError', 'SchemaTooNew'].includes(error.name);
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
});
