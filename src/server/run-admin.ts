// First: type-graphql's decorators ask for it while the modules are evaluated.
import 'reflect-metadata';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { anonymous } from '../auth/viewer.js';
import { joinEmbedded } from '../db/embedded.js';
import { inLanguage } from '../kernel/bilingual.js';
import { publicId } from '../kernel/ids.js';
import type { Result } from '../kernel/result.js';
import { codeKey } from '../kernel/text.js';
import type { Done } from '../work/command.js';
import { perform } from '../work/verb.js';
import { refusalOf } from './bug.js';
import { createJurisdiction } from './create-jurisdiction.js';
import { loadCalendar } from './load-calendar.js';
import { CallError, operatorContext, withSchema } from './operator.js';
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

const usage = `npm run admin -- init [flags]                    make a jurisdiction (a street or town), its first administrator, categories and a coverage rule
npm run admin -- calendar <file> --code <code>   load days of the work calendar of an organisation: date,kind,sessions,name

A flag of init that is left out is asked for on a terminal; without a terminal its default is taken.
${names.map((name) => `  --${name.padEnd(12)}${flags[name].question}${defaultOf(name) ? ` (default ${defaultOf(name)})` : ''}`).join('\n')}

DATABASE_URL names the database; unset, the embedded one in DATA_DIR.`;

function defaultOf(name: FlagName): string | undefined {
  return (flags[name] as Flag).default;
}

async function main(): Promise<void> {
  const { verb, file, given } = readCall();
  if (verb === 'calendar') {
    const days = await withDatabase(joinEmbedded, (url) => loadCalendar(url, given.code!, file!));
    console.info(`${days} days are in the work calendar of ${given.code}.`);
    return;
  }
  const answers = process.stdin.isTTY && process.stdout.isTTY ? await askFor(given) : withDefaults(given);
  const made = await withDatabase(joinEmbedded, (url) => install(url, answers));
  if (!made.ok)
    throw new CallError(made.problems.map(({ path, message }) => `--${path.join('.')}: ${inLanguage(message, 'en')}`).join('\n'));
  console.info(whatComesNext(answers, publicId('Organization', made.value.id)));
}

interface Call {
  readonly verb: 'init' | 'calendar';
  /** Of `calendar`. */
  readonly file: string | undefined;
  readonly given: Partial<Record<FlagName, string>>;
}

function readCall(): Call {
  const { positionals, given } = readArguments();
  // Node makes U+FFFD of bytes that are not UTF-8.
  const garbled = names.filter((name) => given[name]?.includes('\uFFFD'));
  if (garbled.length > 0)
    throw new CallError(`${garbled.map((name) => `--${name}`).join(', ')} is not valid UTF-8. If it is GBK, convert it first.`);
  const [verb, file, ...more] = positionals;
  if (verb === 'init' && file === undefined) return { verb, file, given };
  if (verb === 'calendar' && file !== undefined && more.length === 0 && Object.keys(given).join() === 'code') return { verb, file, given };
  throw new CallError(usage);
}

function readArguments(): { readonly positionals: readonly string[]; readonly given: Call['given'] } {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options });
    return { positionals, given: values };
  } catch (error) {
    throw new CallError(`${(error as Error).message}\n\n${usage}`);
  }
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

/** Makes the jurisdiction in one transaction. The audit log says that nobody of the graph did it. */
const install = (url: string, answers: Answers): Promise<Result<Done>> =>
  withSchema(url, async (orm) => {
    const context = await operatorContext(orm, { ...anonymous, client: 'admin init' }, 'false');
    const { result } = await perform(() => context, createJurisdiction, answers);
    return result;
  });

function whatComesNext({ code: given, name, admin, issuer, subject }: Answers, id: string): string {
  const environment = { DATABASE_URL: 'postgres://…', AUTH_ISSUER: issuer, AUTH_AUDIENCE: '…', AUTH_JWKS_URL: 'https://…', KEY_FILE: '…' };
  const code = codeKey(given);
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
  console.error(isExpected ? error.message : (refusalOf(error, 'The command failed') ?? error));
  process.exitCode = 1;
});
