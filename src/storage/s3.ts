import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { type Files, StoreFault } from './files.js';

/** A bucket of an S3-compatible store, and who asks it. */
export interface Bucket {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How often something is tried again that the store could not do. */
const RETRIES = 2;
/** Until the store begins to answer. */
const ANSWER_MS = 30_000;

/** Files in a bucket, which is named in the path of each address. Throws StoreFault where it cannot be used. */
export async function inBucket({ endpoint, bucket, ...who }: Bucket): Promise<Files> {
  const client = new AwsClient({ ...who, service: 's3', retries: RETRIES });
  const root = `${endpoint}/${bucket}`;
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ANSWER_MS);
    try {
      return await client.fetch(`${root}${path}`, { ...init, signal: late.signal });
    } catch (error) {
      throw new StoreFault(`S3_ENDPOINT ${endpoint} does not answer (${reasonOf(error)}).`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  };
  /** Reads the answer to its end, so that the connection is free for others. */
  const demandOk = async (response: Response, what: string): Promise<void> => {
    await response.body?.cancel();
    if (!response.ok) throw new StoreFault(`The bucket ${bucket} ${what} (HTTP ${response.status}).`);
  };

  const found = await ask('', { method: 'HEAD' });
  if (found.status === 404) throw new StoreFault(`S3_BUCKET ${bucket} does not exist at ${endpoint}. Create it first.`);
  if (found.status === 403)
    throw new StoreFault(`S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY do not open the bucket ${bucket} at ${endpoint}.`);
  await demandOk(found, 'cannot be used');

  return {
    where: root,
    async put(key, path, { contentType, sha256 }) {
      const response = await ask(`/${key}`, {
        method: 'PUT',
        // Read from disk as it is sent.
        body: await openAsBlob(path),
        headers: { 'content-type': contentType, 'x-amz-content-sha256': sha256 },
      });
      await demandOk(response, 'takes no file');
    },
    async read(key, range) {
      const response = await ask(`/${key}`, range ? { headers: { range: `bytes=${range.start}-${range.end}` } } : {});
      if (response.ok) return Readable.fromWeb(response.body as ReadableStream);
      await response.body?.cancel();
      if (response.status === 404) return null;
      throw new StoreFault(`The bucket ${bucket} cannot be read (HTTP ${response.status}).`);
    },
    async remove(key) {
      const response = await ask(`/${key}`, { method: 'DELETE' });
      if (response.status !== 404) await demandOk(response, 'gives no file up');
    },
  };
}

const reasonOf = (error: unknown): string => {
  const { cause, name } = error as { readonly cause?: { readonly code?: string }; readonly name: string };
  return cause?.code ?? name;
};
