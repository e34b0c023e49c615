import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import type { Keyring } from '../auth/cipher.js';
import type { Clock } from '../kernel/clock.js';
import { Fault } from '../kernel/errors.js';
import { publicId } from '../kernel/ids.js';
import { fileAt, type Variant } from '../modules/incidents/attachment.address.js';
import { type Files, type Range, StoreFault } from '../storage/files.js';
import { THUMBNAIL_TYPE } from '../storage/images.js';
import { HttpError } from './request.js';

/** Hands out the files of attachments. */
export interface Downloads {
  /** Answers what is at a path; false where there is nothing: never given out, past its time, or removed since. */
  send(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

interface DownloadsParts {
  readonly pool: pg.Pool;
  readonly keyring: Keyring;
  readonly files: Files;
  readonly clock: Clock;
  /** Whether only files are handed out that a scanner has looked at. */
  readonly isScanned: boolean;
}

interface Stored {
  readonly id: string;
  readonly contentType: string;
  readonly key: string;
  readonly size: number;
  readonly isScanned: boolean;
}

const columns: Readonly<Record<Variant, string>> = {
  file: 'key, size, content_type as "contentType"',
  thumbnail: `thumbnail_key as key, thumbnail_size as size, '${THUMBNAIL_TYPE}' as "contentType"`,
};

/** A browser shows a picture and runs nothing: what is not a picture after all is not taken for a page. */
const SAFE = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'referrer-policy': 'no-referrer',
  'accept-ranges': 'bytes',
};

export const openDownloads = ({ pool, keyring, files, clock, isScanned }: DownloadsParts): Downloads => ({
  async send(path, request, response) {
    const now = clock();
    const at = fileAt(keyring, path, now);
    if (!at) return false;
    const { rows } = await pool.query<Stored>(
      `select id, ${columns[at.variant]}, scanned_at is not null as "isScanned" from attachment where id = $1 and key is not null`,
      [at.id],
    );
    const stored = rows[0];
    if (!stored) return false;
    if (isScanned && !stored.isScanned)
      throw new HttpError(
        409,
        'NOT_SCANNED',
        'The scanner has not looked at this file: it came before there was one. 该文件尚未经过安全扫描。',
      );
    const etag = `"${stored.key.replaceAll(/[^\w-]/g, '')}"`;
    const headers = {
      ...SAFE,
      etag,
      'cache-control': `private, max-age=${Math.floor((at.until.getTime() - now.getTime()) / 1_000)}`,
      'content-type': stored.contentType,
      'content-disposition': `inline; filename="${publicId('Attachment', stored.id)}.${stored.contentType.slice('image/'.length)}"`,
    };
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return true;
    }
    const range = rangeOf(request, stored.size, etag);
    const { start, end } = range ?? { start: 0, end: stored.size - 1 };
    const told = {
      ...headers,
      'content-length': end - start + 1,
      ...(range ? { 'content-range': `bytes ${start}-${end}/${stored.size}` } : {}),
    };
    if (request.method === 'HEAD') {
      response.writeHead(range ? 206 : 200, told).end();
      return true;
    }
    const bytes = await files.read(stored.key, range ?? undefined).catch((error: unknown) => {
      if (error instanceof StoreFault)
        throw new Fault('UNAVAILABLE', 'The file cannot be read for the moment. Try again. 文件暂时无法读取，请重试。');
      throw error;
    });
    if (!bytes) return false;
    response.writeHead(range ? 206 : 200, told);
    // Whoever breaks off wants no more of it.
    await pipeline(bytes, response).catch(() => response.destroy());
    return true;
  },
});

/** The one range that is asked for; null for the whole file, which also answers what cannot be read. Throws RANGE_NOT_SATISFIABLE. */
function rangeOf({ headers }: IncomingMessage, size: number, etag: string): Range | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const isOfAnother = headers['if-range'] !== undefined && headers['if-range'] !== etag;
  if ((from === '' && to === '') || isOfAnother) return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end)
    throw new HttpError(416, 'RANGE_NOT_SATISFIABLE', 'The file has no such bytes. 文件没有所请求的字节范围。', {
      'content-range': `bytes */${size}`,
    });
  return { start, end };
}
