// Compiles src/ and migrations/ into dist/, if they have changed since that was done last. In an installed package there is nothing to compile.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const stamp = join(root, 'dist/.stamp');

/** What the compiler reads. Vite builds the pages. */
const filesOf = (folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !['src/explorer', 'src/board'].some((page) => file.startsWith(join(root, page))))
    .sort();

/** By content: the time of a file says little after a checkout or a copy. */
function digestOfSources() {
  const digest = createHash('sha256');
  for (const file of [join(root, 'tsconfig.json'), join(root, 'package-lock.json'), ...filesOf('src'), ...filesOf('migrations')])
    digest.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return digest.digest('hex');
}

const isBuilt = (digest) => existsSync(join(root, 'dist/src/main.js')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;

if (existsSync(join(root, 'src'))) {
  const digest = digestOfSources();
  if (!isBuilt(digest)) {
    // Gone while it compiles: what is half done counts for nothing. The compiler emits only what it believes to be missing.
    rmSync(stamp, { force: true });
    if (!existsSync(join(root, 'dist/src/main.js'))) rmSync(join(root, 'dist/.tsbuildinfo'), { force: true });
    process.exitCode = spawnSync(join(root, 'node_modules/.bin/tsc'), { cwd: root, stdio: 'inherit' }).status ?? 1;
    if (process.exitCode === 0) {
      mkdirSync(join(root, 'dist'), { recursive: true });
      writeFileSync(stamp, digest);
    }
  }
}
