import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type pg from 'pg';
import type { Keyring } from '../auth/cipher.js';
import type { Background } from '../kernel/background.js';
import type { Clock } from '../kernel/clock.js';
import { Fault } from '../kernel/errors.js';
import { publicId } from '../kernel/ids.js';
import { uploadAt } from '../modules/incidents/attachment.address.js';
import { type AttachmentState, MOST_ATTEMPTS, TICKET_MS, WAITING_MS } from '../modules/incidents/attachment.terms.js';
import { type Files, StoreFault } from '../storage/files.js';
import { BadImage, type Drawn, type ImageType, MOST_PIXELS, redraw, SIGNATURE_BYTES, typeOf } from '../storage/images.js';
import { beginningOf, type Incoming, type Received, TooLong } from '../storage/incoming.js';
import type { Scanner } from '../storage/scanner.js';
import { HttpError } from './request.js';

/** What is told of a file that came. */
export interface Uploaded {
  readonly id: string;
  readonly contentType: string;
  readonly size: number;
  /** SHA-256, in hex. */
  readonly hash: string;
  readonly width: number;
  readonly height: number;
}

/** Takes the files of tickets. */
export interface Uploads {
  /** Takes the file of the ticket at a path; null where there is no such ticket. A file that is there already is told of without reading another. */
  take(path: string, request: IncomingMessage): Promise<Uploaded | null>;
}

export interface UploadsParts {
  readonly pool: pg.Pool;
  readonly keyring: Keyring;
  readonly files: Files;
  readonly incoming: Incoming;
  readonly scanner: Scanner | null;
  readonly clock: Clock;
  readonly background: Background;
}

interface Ticket {
  readonly id: string;
  readonly state: AttachmentState;
  readonly contentType: ImageType;
  readonly announcedSize: number;
  readonly announcedHash: string | null;
  readonly expiresAt: Date;
  readonly attempts: number;
  readonly size: number;
  readonly hash: string;
  readonly width: number;
  readonly height: number;
}

/** How many files a process takes at once; one picture at a time is drawn. */
const MOST_UPLOADS = 16;

const TICKET = `select id, state, content_type as "contentType", announced_size::int as "announcedSize", announced_hash as "announcedHash",
    expires_at as "expiresAt", attempts, size, hash, width, height from attachment where id = $1`;

const KEPT = `update attachment set state = 'UPLOADED', uploaded_at = $2, updated_at = $2, discard_at = $3, version = version + 1,
    original_hash = $4, key = $5, size = $6, hash = $7, width = $8, height = $9, thumbnail_key = $10, thumbnail_size = $11, scanned_at = $12
  where id = $1 and state = 'AWAITED'`;

export function openUploads({ pool, keyring, files, incoming, scanner, clock, background }: UploadsParts): Uploads {
  const task = background.task('The store of files');
  let underWay = 0;
  let drawing: Promise<unknown> = Promise.resolve();
  /** One after the other: a picture takes a processor while it is drawn. */
  const inTurn = <T>(draw: () => Promise<T>): Promise<T> => {
    const drawn = drawing.then(draw);
    drawing = drawn.catch(() => {});
    return drawn;
  };

  const ticketOf = async (id: string): Promise<Ticket | null> => (await pool.query<Ticket>(TICKET, [id])).rows[0] ?? null;

  /** Counts the attempt. */
  async function admit({ id, expiresAt, attempts }: Ticket): Promise<void> {
    if (expiresAt <= clock())
      throw new HttpError(
        410,
        'GONE',
        'The ticket has expired. Ask for another one with createUploadTicket. 上传凭证已过期，请用 createUploadTicket 重新申请。',
      );
    if (attempts >= MOST_ATTEMPTS)
      throw new HttpError(
        410,
        'GONE',
        'The file was sent too often by this ticket. Ask for another one with createUploadTicket. 该上传凭证尝试次数过多，请用 createUploadTicket 重新申请。',
      );
    await pool.query('update attachment set attempts = attempts + 1 where id = $1', [id]);
  }

  /** Keeps the picture and its thumbnail as the ticket's, if it still waits for them; else they are removed. */
  async function keep(ticket: Ticket, { sha256: original }: Received, main: Drawn, thumbnail: Drawn, paths: Paths): Promise<void> {
    const name = `attachments/${ticket.id}/${randomUUID().slice(0, 8)}`;
    const keys = { main: name, thumbnail: `${name}-thumbnail` };
    const both = Object.values(keys);
    await pool.query('insert into loose_file (key, due_at) select unnest($1::text[]), $2', [both, new Date(clock().getTime() + TICKET_MS)]);
    await files.put(keys.main, paths.main, main);
    await files.put(keys.thumbnail, paths.thumbnail, thumbnail);
    const client = await pool.connect();
    try {
      await client.query('begin');
      const noted = await client.query('delete from loose_file where key = any($1)', [both]);
      const now = clock();
      const kept = await client.query(KEPT, [
        ...[ticket.id, now, new Date(now.getTime() + WAITING_MS), original],
        ...[keys.main, main.size, main.sha256, main.width, main.height, keys.thumbnail, thumbnail.size],
        scanner && now,
      ]);
      const isKept = noted.rowCount === both.length && kept.rowCount === 1;
      await client.query(isKept ? 'commit' : 'rollback');
      client.release();
      // Somebody else was faster with the same ticket, or it was swept away: what is loose is due at once.
      if (!isKept) await pool.query('update loose_file set due_at = $2 where key = any($1)', [both, now]);
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async function receive(ticket: Ticket, request: IncomingMessage, paths: Paths): Promise<void> {
    const received = await incoming.receive(request, paths.original, ticket.announcedSize).catch((error: unknown) => {
      if (error instanceof TooLong) throw tooLong(ticket);
      // The client has gone, or was silent for too long: there is nobody left to tell.
      if (request.destroyed && !isDiskFault(error))
        throw new HttpError(400, 'BAD_REQUEST', 'The file broke off. Send it again. 文件传输中断，请重新发送。');
      throw error;
    });
    demandWhole(ticket, received);
    demandType(ticket, typeOf(await beginningOf(paths.original, SIGNATURE_BYTES)));
    if (scanner && !(await scanner.isClean(paths.original)))
      throw new HttpError(422, 'INFECTED', 'The scanner found something harmful in the file. 文件未通过安全扫描。');
    const { main, thumbnail } = await inTurn(() => redraw(paths.original, ticket.contentType, paths.main, paths.thumbnail)).catch(
      (error: unknown) => {
        throw error instanceof BadImage ? badImage(error) : error;
      },
    );
    await keep(ticket, received, main, thumbnail, paths);
  }

  return {
    async take(path, request) {
      const id = uploadAt(keyring, path);
      const ticket = id && (await ticketOf(id));
      if (!ticket || ticket.state === 'REMOVED') return null;
      if (ticket.state !== 'AWAITED') return uploaded(ticket);
      demandAnnounced(ticket, request);
      if (underWay >= MOST_UPLOADS)
        throw new Fault('AT_CAPACITY', 'Too many files are sent at the moment. Try again in a while. 当前上传过多，请稍后重试。');
      underWay++;
      let paths: Paths | null = null;
      try {
        paths = { original: await incoming.newPath(), main: await incoming.newPath(), thumbnail: await incoming.newPath() };
        await admit(ticket);
        await receive(ticket, request, paths);
        task.works();
        const now = await ticketOf(ticket.id);
        return now && now.state !== 'AWAITED' ? uploaded(now) : null;
      } catch (error) {
        if (!(error instanceof StoreFault) && !isDiskFault(error)) throw error;
        task.failed(error);
        throw new Fault('UNAVAILABLE', 'The file cannot be kept for the moment. Send it again. 文件暂时无法保存，请重新发送。');
      } finally {
        underWay--;
        await Promise.all(Object.values(paths ?? {}).map((one) => rm(one, { force: true })));
      }
    },
  };
}

interface Paths {
  readonly original: string;
  readonly main: string;
  readonly thumbnail: string;
}

const uploaded = ({ id, contentType, size, hash, width, height }: Ticket): Uploaded => ({
  id: publicId('Attachment', id),
  ...{ contentType, size, hash, width, height },
});

const isDiskFault = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');

const tooLong = ({ announcedSize: announced }: Ticket): HttpError =>
  new HttpError(
    413,
    'PAYLOAD_TOO_LARGE',
    'The ticket is for a file of {announced} bytes; this one is larger. 上传凭证对应 {announced} 字节的文件，实际文件更大。',
    {},
    { announced },
  );

/** Refuses what the headers announce, before anything is read. */
function demandAnnounced(ticket: Ticket, { headers }: IncomingMessage): void {
  if (headers['content-encoding'] !== undefined || headers['content-range'] !== undefined)
    throw new HttpError(
      400,
      'BAD_REQUEST',
      'Send the whole file as it is, without content-encoding and content-range. 请发送完整的原始文件，不要使用 content-encoding 或 content-range。',
    );
  const length = headers['content-length'];
  if (length !== undefined && Number(length) > ticket.announcedSize) throw tooLong(ticket);
}

function demandWhole({ announcedSize: announced, announcedHash }: Ticket, { size, sha256 }: Received): void {
  if (size < announced)
    throw new HttpError(
      422,
      'INCOMPLETE',
      'Only {size} of {announced} bytes came. Send the file again. 仅收到 {size}/{announced} 字节，请重新发送。',
      {},
      { size, announced },
    );
  if (announcedHash !== null && sha256 !== announcedHash)
    throw new HttpError(
      422,
      'DAMAGED',
      'The SHA-256 of the file is not the one of the ticket: it was damaged on its way, or is another file. 文件校验值与上传凭证不符：传输损坏或文件不同。',
    );
}

function demandType({ contentType: wanted }: Ticket, found: ReturnType<typeof typeOf>): void {
  if (found === wanted) return;
  if (found === 'image/heic')
    throw new HttpError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'HEIC cannot be read here. Send the picture as JPEG; phones convert it where the camera is set to the most compatible format. 不支持 HEIC，请转换为 JPEG（手机相机可设置为“兼容性最佳”格式）。',
    );
  if (found === null)
    throw new HttpError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'By its content the file is no JPEG, PNG or WebP picture, whatever its name says. 按内容判断，该文件不是 JPEG、PNG 或 WebP 图片。',
    );
  throw new HttpError(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    'By its content the file is {found}; the ticket says {wanted}. 按内容判断该文件是 {found}，上传凭证为 {wanted}。',
    {},
    { found, wanted },
  );
}

const badImage = ({ reason }: BadImage): HttpError =>
  reason === 'MANY_PIXELS'
    ? new HttpError(
        422,
        'TOO_MANY_PIXELS',
        'The picture has more than {most} million pixels. Make it smaller first. 图片超过 {most} 百万像素，请先缩小。',
        {},
        { most: MOST_PIXELS / 1_000_000 },
      )
    : new HttpError(422, 'DAMAGED', 'The picture cannot be read to its end: it is damaged. 图片已损坏，无法完整读取。');
