import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// @ts-expect-error: it has no types.
import S3rver from '@20minutes/s3rver';
import { AwsClient } from 'aws4fetch';
import type { Config, S3Settings } from '../../src/config.js';

/** Where a server keeps files. */
export interface Store {
  readonly settings: Pick<Config, 'dataDir' | 's3'>;
  /** The keys of all files that are kept. */
  keys(): Promise<readonly string[]>;
  /** The files that are on their way. */
  incoming(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
};

/** A folder of the machine. */
export async function diskStore(): Promise<Store> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mulin-files-'));
  return {
    settings: { dataDir },
    keys: () => filesBelow(join(dataDir, 'files')),
    incoming: () => filesBelow(join(dataDir, 'incoming')),
    close: () => rm(dataDir, { recursive: true, force: true }),
  };
}

/** A server that speaks S3 and checks signatures. */
export async function s3Store(): Promise<Store & { readonly s3: S3Settings }> {
  const disk = await diskStore();
  const directory = await mkdtemp(join(tmpdir(), 'mulin-s3-'));
  const server = new S3rver({ port: 0, address: 'localhost', silent: true, directory, configureBuckets: [{ name: 'mulin', configs: [] }] });
  const { port } = await server.run();
  const s3: S3Settings = {
    ...{ endpoint: `http://localhost:${port}`, region: 'us-east-1', bucket: 'mulin' },
    ...{ accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  };
  const client = new AwsClient({ ...s3, service: 's3' });
  return {
    ...disk,
    s3,
    settings: { ...disk.settings, s3 },
    async keys() {
      const listed = await (await client.fetch(`${s3.endpoint}/${s3.bucket}?list-type=2`)).text();
      return [...listed.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key!).sort();
    },
    async close() {
      await server.close();
      await rm(directory, { recursive: true, force: true });
      await disk.close();
    },
  };
}
