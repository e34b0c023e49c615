import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory } from '../kernel/directory.js';
import { type Files, StoreFault } from './files.js';

/** Files in a folder, on the same disk as those that {@link Files.put} takes. */
export const onDisk = (folder: string): Files => ({
  where: folder,
  async put(key, path) {
    const target = join(folder, key);
    try {
      await makeDirectory(dirname(target), 0o700);
      await synced(path);
      await rename(path, target);
      await synced(dirname(target));
    } catch (error) {
      throw new StoreFault(`${folder} takes no file (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
    }
  },
  async read(key, range) {
    const file = await open(join(folder, key)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw new StoreFault(`${folder} cannot be read (${error.code}).`, { cause: error });
    });
    return file && createReadStream('', { fd: file, ...range });
  },
  async remove(key) {
    await rm(join(folder, key), { force: true });
  },
});

/** Is done when a file, or the names in a folder, would outlast a loss of power. */
async function synced(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
