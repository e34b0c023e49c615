import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a directory, and those above it. Node's recursive mkdir never ends where a directory takes no other and says ENOENT, as /proc does. */
export async function makeDirectory(path: string, mode: number): Promise<void> {
  if (await isDirectory(path)) return;
  if (dirname(path) !== path) await makeDirectory(dirname(path), mode);
  await mkdir(path, { mode }).catch(async (error) => {
    // Another process may have made it meanwhile.
    if (!(await isDirectory(path))) throw error;
  });
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
