import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makeDirectory } from '../kernel/directory.js';
import { StoreFault } from './files.js';

/** What has come of a file. */
export interface Received {
  readonly path: string;
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}

/** More bytes came than were announced. */
export class TooLong extends Error {
  override name = 'TooLong';
}

/** After so long no upload is under way any more: its process has gone. */
const ABANDONED_MS = 86_400_000;

/** A folder for files that are on their way. Each is removed by whoever asked for its name. */
export class Incoming {
  constructor(private readonly folder: string) {}

  /** The path of a file that is not there yet. */
  async newPath(): Promise<string> {
    await makeDirectory(this.folder, 0o700).catch((error: NodeJS.ErrnoException) => {
      throw new StoreFault(`${this.folder} cannot be made (${error.code}).`, { cause: error });
    });
    return join(this.folder, randomUUID());
  }

  /** Writes a body to a file as it comes, never more than `most` bytes. Rejects where it breaks off, with {@link TooLong} where it is longer. */
  async receive(request: IncomingMessage, path: string, most: number): Promise<Received> {
    const hash = createHash('sha256');
    let size = 0;
    // The connection stays, so that the client can be told.
    const chunks = request.iterator({ destroyOnReturn: false });
    await pipeline(
      async function* () {
        for await (const chunk of chunks as AsyncIterable<Buffer>) {
          size += chunk.length;
          if (size > most) throw new TooLong();
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    );
    return { path, size, sha256: hash.digest('hex') };
  }

  /** Removes what processes left that ended in the middle of an upload. */
  async sweep(): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => null);
      if (found && found.mtimeMs < Date.now() - ABANDONED_MS) await rm(path, { force: true });
    }
  }
}

/** The first bytes of a file. */
export async function beginningOf(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** In hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
