import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startApp } from '../../kit/app.js';
import { inDepth } from '../../kit/depth.js';
import { bomb, photoOfPhone, pictures, sha256 } from '../../kit/pictures.js';
import { diskStore, type Store, s3Store } from '../../kit/stores.js';
import { inc, move, type Name, openTown, per, type Row, sentAbout, type Town, uuid } from './town.js';

/** Files of incidents, from the ticket to the download, on a disk and in a bucket: clear answers, nothing lost, nothing left lying. */

// biome-ignore lint/suspicious/noExplicitAny: the shape is the query's.
type Any = any;

let town: Town;
let store: Store;
let now = new Date('2026-11-21T09:00:00+08:00');
const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000);
};

/** What the clock brings about: it goes on by a minute at each look. */
const eventually = (looks: () => Promise<void>) =>
  vi.waitFor(
    async () => {
      later(1);
      await looks();
    },
    { timeout: 15_000, interval: 200 },
  );

const TICKET = `mutation ($input: CreateUploadTicketInput!) { createUploadTicket(input: $input) {
  attachment { id state } attachmentId uploadUrl expiresAt userErrors { code path message } } }`;
const FILE = 'id state kind contentType size hash originalHash width height url thumbnailUrl public fileName uploadedBy { id } version';

let made: Buffer | undefined;
const thirtyThousand = (): Buffer => {
  made ??= bomb(30_000);
  return made;
};

type Who = Name | 'anonymous';
async function ask(who: Who, operation: string, variables: Record<string, unknown>) {
  const { data, errors } = await (await town.as(who)).ask(operation, variables);
  const answer = data && (Object.values(data)[0] as Record<string, Any> | null);
  return { answer, outcome: errors?.[0]?.extensions?.code ?? answer?.userErrors?.[0]?.code ?? 'DONE', error: answer?.userErrors?.[0] };
}
const ticket = (who: Who, bytes: Uint8Array, input: Record<string, unknown> = {}) =>
  ask(who, TICKET, { input: { fileName: '现场.jpg', contentType: 'image/jpeg', size: bytes.length, hash: sha256(bytes), ...input } });

async function put(url: string, bytes: Uint8Array | string, headers: Record<string, string> = {}) {
  const response = await fetch(`${town.app.url}${url}`, { method: 'PUT', body: bytes as NonNullable<RequestInit['body']>, headers });
  const body = (await response.json()) as Any;
  return { status: response.status, body, code: body.errors?.[0]?.extensions.code, message: body.errors?.[0]?.message };
}

/** A file that was sent, and waits for an incident. */
async function sent(who: Who, input: Record<string, unknown> = {}, bytes?: Buffer): Promise<string> {
  const picture = bytes ?? (await pictures['image/jpeg']());
  const { answer } = await ticket(who, picture, input);
  expect((await put(answer!.uploadUrl, picture)).status).toBe(200);
  return answer!.attachmentId;
}

async function incident(more: Partial<Row> = {}): Promise<string> {
  const id = uuid();
  await town.write([{ id, state: 'IN_PROGRESS', ...more }]);
  return id;
}
const attach = (who: Who, id: string, attachmentIds: readonly string[], more: Record<string, unknown> = {}) =>
  ask(who, 'mutation ($input: AttachToIncidentInput!) { attachToIncident(input: $input) { incident { id } userErrors { code path } } }', {
    input: { incidentId: inc(id), attachmentIds, ...more },
  });
async function filesOf(who: Who, id: string): Promise<Any[] | null> {
  const { incident } = await (await town.as(who)).data(`query ($id: ID!) { incident(id: $id) { attachments { ${FILE} } } }`, {
    id: inc(id),
  });
  return incident?.attachments ?? null;
}
const download = (url: string, headers: Record<string, string> = {}) => fetch(`${town.app.url}${url}`, { headers });
const bytesOf = async (url: string) => Buffer.from(await (await download(url)).arrayBuffer());

/** What a raw client hears that writes this, up to the end of an answer; `breaksOff`: it hangs up before that. */
async function raw(text: string, body: Uint8Array = new Uint8Array(), breaksOff = false): Promise<string> {
  const { port, hostname } = new URL(town.app.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const heard: Buffer[] = [];
  socket.on('data', (data) => {
    heard.push(data);
    if (data.includes('}}]}')) socket.end();
  });
  await once(socket, 'connect');
  socket.write(text);
  await new Promise((resolve) => socket.write(body, resolve));
  if (breaksOff) socket.destroy();
  await once(socket, 'close');
  return Buffer.concat(heard).toString('utf8');
}
const rawPut = (url: string, length: number, more = '') =>
  `PUT ${url} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n${more}\r\n`;

const stores = [
  ['on a disk', diskStore],
  ['in a bucket', s3Store],
] as const;
describe.each(inDepth<readonly (typeof stores)[number][]>(stores, stores.slice(0, 1)))('files that are kept %s', (_where, openStore) => {
  beforeAll(async () => {
    store = await openStore();
    now = new Date('2026-11-21T09:00:00+08:00');
    town = await openTown({ ...store.settings, clock: () => now });
  });
  afterAll(async () => {
    expect(town.app.bugs).toEqual([]);
    expect(await store.incoming()).toEqual([]);
    await town.close();
    await store.close();
  });

  test.each([' IMAGE/PNG ', 'Image/Png', 'image/png\u3000', 'ｉｍａｇｅ／ｐｎｇ', '\u200bimage/png'])(
    '%j is a type of pictures',
    async (contentType) => {
      const picture = await pictures['image/png']();
      const hash = ` ${sha256(picture).toUpperCase()} `;
      const { answer } = await ticket('grid-leader', picture, { contentType, hash });
      expect(await put(answer!.uploadUrl, picture)).toMatchObject({ status: 200, body: { contentType: 'image/png' } });
    },
  );

  test.each(Object.entries(pictures))('a picture of type %s comes, is attached and is downloaded', async (contentType, draw) => {
    const [id, picture] = [await incident(), await draw()];
    const { answer } = await ticket('grid-leader', picture, { contentType, kind: 'AFTER' });
    expect(answer).toMatchObject({ attachment: { id: answer!.attachmentId, state: 'AWAITED' }, userErrors: [] });
    const { status, body } = await put(answer!.uploadUrl, picture);
    expect([status, body.id, body.contentType]).toEqual([200, answer!.attachmentId, contentType]);
    expect((await attach('grid-leader', id, [answer!.attachmentId])).outcome).toBe('DONE');
    const [file] = (await filesOf('grid-leader', id))!;
    const { width, height } = await sharp(picture).metadata();
    expect(file).toMatchObject({
      ...{ id: answer!.attachmentId, state: 'ATTACHED', kind: 'AFTER', contentType, width, height, public: false, fileName: '现场.jpg' },
      ...{ originalHash: sha256(picture), uploadedBy: { id: per(town.person('grid-leader')) } },
    });
    const response = await download(file.url);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([bytes.length, sha256(bytes)]).toEqual([file.size, file.hash]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{
        'content-type': contentType,
        'content-length': String(file.size),
        'x-content-type-options': 'nosniff',
        'accept-ranges': 'bytes',
      },
      'cache-control': expect.stringMatching(/^private, max-age=\d+$/),
      'content-disposition': `inline; filename="${file.id}.${contentType.slice(6)}"`,
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const thumbnail = await sharp(await bytesOf(file.thumbnailUrl)).metadata();
    expect(thumbnail.format).toBe('webp');
    expect(Math.max(thumbnail.width, thumbnail.height)).toBeLessThanOrEqual(320);
  });

  test('a photo of a phone is kept upright, without place, camera and names', async () => {
    const photo = await photoOfPhone();
    expect(photo.includes('SECRET-CAMERA')).toBe(true);
    const id = await incident();
    await attach('resident', id, [await sent('resident', {}, photo)]);
    const [{ url, thumbnailUrl }] = (await filesOf('resident', id))!;
    for (const bytes of [await bytesOf(url), await bytesOf(thumbnailUrl)]) {
      const { exif, xmp, iptc, orientation, width, height } = await sharp(bytes).metadata();
      expect([exif, xmp, iptc, orientation]).toEqual([undefined, undefined, undefined, undefined]);
      expect(height).toBeGreaterThan(width);
      expect(bytes.includes('SECRET-CAMERA')).toBe(false);
    }
  });

  test('ranges, repeats and heads are answered as HTTP says', async () => {
    const id = await incident();
    await attach('grid-leader', id, [await sent('grid-leader')]);
    const [{ url, size }] = (await filesOf('grid-leader', id))!;
    const whole = await bytesOf(url);
    const etag = (await download(url)).headers.get('etag')!;
    for (const [range, from, to] of [
      ['bytes=5-9', 5, 10],
      ['bytes=100-', 100, size],
      ['bytes=-7', size - 7, size],
      [`bytes=0-${size * 2}`, 0, size],
    ] as const) {
      const part = await download(url, { range });
      expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes ${from}-${to - 1}/${size}`]);
      expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(from, to)), range).toBe(true);
    }
    expect((await download(url, { range: `bytes=${size}-` })).status).toBe(416);
    expect((await download(url, { range: 'bytes=0-1', 'if-range': '"another"' })).status).toBe(200);
    expect((await download(url, { 'if-none-match': etag })).status).toBe(304);
    const head = await fetch(`${town.app.url}${url}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(size), '']);
    expect((await fetch(`${town.app.url}${url}`, { method: 'POST' })).status).toBe(405);
  });

  test('a file is sent again after it broke off, and nothing of the first try is left', async () => {
    const picture = await pictures['image/png']();
    const { answer } = await ticket('grid-worker', picture, { contentType: 'image/png' });
    const before = await store.keys();
    await raw(rawPut(answer!.uploadUrl, picture.length), picture.subarray(0, picture.length >> 1), true);
    await vi.waitFor(async () => expect(await store.incoming()).toEqual([]));
    expect(await store.keys()).toEqual(before);
    expect((await put(answer!.uploadUrl, picture)).status).toBe(200);
    // Whoever did not hear the answer sends it once more.
    const again = await put(answer!.uploadUrl, picture);
    expect(again).toMatchObject({ status: 200, body: { id: answer!.attachmentId } });
    expect((await store.keys()).length).toBe(before.length + 2);
  });

  test('of several who send it at once each is told of the same file, and one is kept', async () => {
    const picture = await pictures['image/jpeg']();
    const { answer } = await ticket('grid-worker', picture);
    const before = await store.keys();
    const answers = await Promise.all(Array.from({ length: 5 }, () => put(answer!.uploadUrl, picture)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.hash}`)).size).toBe(1);
    await eventually(async () => expect((await store.keys()).length).toBe(before.length + 2));
  });

  test.each([
    [
      'a text that is called a picture',
      'image/jpeg',
      async () => Buffer.from('<script>alert(1)</script>'.repeat(9)),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['another type of picture', 'image/jpeg', pictures['image/png'], 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['HEIC', 'image/jpeg', async () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a page behind the signature of JPEG', 'image/jpeg', async () => Buffer.from('\xff\xd8\xff<html></html>', 'latin1'), 422, 'DAMAGED'],
    ['half a picture', 'image/jpeg', async () => (await pictures['image/jpeg']()).subarray(0, 20_000), 422, 'DAMAGED'],
    ['a picture of 900 million pixels in a small file', 'image/png', async () => thirtyThousand(), 422, 'TOO_MANY_PIXELS'],
  ])('%s is refused, and nothing is kept', async (_what, contentType, make, status, code) => {
    const bytes = await make();
    const { answer } = await ticket('grid-leader', bytes, { contentType });
    const before = await store.keys();
    expect(await put(answer!.uploadUrl, bytes, { 'content-type': contentType })).toMatchObject({ status, code });
    expect([await store.keys(), await store.incoming()]).toEqual([before, []]);
    // The ticket is good for the right file.
    const { id } = answer!.attachment;
    const { node } = await (await town.as('grid-leader')).data('query ($id: ID!) { node(id: $id) { ... on Attachment { state url } } }', {
      id,
    });
    expect(node).toEqual({ state: 'AWAITED', url: null });
  });

  test('what is longer, shorter or other than the ticket says is refused', async () => {
    const picture = await pictures['image/jpeg']();
    const { answer } = await ticket('grid-leader', picture);
    const chunked = (bytes: Buffer) => new Blob([bytes]).stream();
    const streamed = await fetch(`${town.app.url}${answer!.uploadUrl}`, {
      ...{ method: 'PUT', body: chunked(Buffer.concat([picture, Buffer.from('!')])), duplex: 'half' },
    } as RequestInit);
    expect([streamed.status, ((await streamed.json()) as Any).errors[0].extensions.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(await put(answer!.uploadUrl, Buffer.concat([picture, Buffer.from('!')]))).toMatchObject({ status: 413 });
    expect(await put(answer!.uploadUrl, picture.subarray(1))).toMatchObject({ status: 422, code: 'INCOMPLETE' });
    const damaged = Buffer.from(picture);
    damaged[9_000]! ^= 1;
    expect(await put(answer!.uploadUrl, damaged)).toMatchObject({ status: 422, code: 'DAMAGED' });
    expect(await put(answer!.uploadUrl, picture, { 'content-encoding': 'gzip' })).toMatchObject({ status: 400 });
    expect(await put(answer!.uploadUrl, picture)).toMatchObject({ status: 200 });
  });

  test('ten gigabytes are refused before they come, by the ticket and by the upload', async () => {
    const size = 10_000_000_000;
    expect(await ticket('grid-leader', Buffer.alloc(1), { size })).toMatchObject({ outcome: 'INVALID', error: { path: ['size'] } });
    const { answer } = await ticket('grid-leader', await pictures['image/jpeg']());
    expect(await raw(rawPut(answer!.uploadUrl, size), Buffer.alloc(1_000))).toMatch(/^HTTP\/1\.1 413 .*PAYLOAD_TOO_LARGE/s);
    expect(await raw(rawPut(answer!.uploadUrl, size, 'expect: 100-continue\r\n'))).toMatch(/^HTTP\/1\.1 413 /);
    expect(await raw(`${rawPut(answer!.uploadUrl, 9, 'expect: 100-continue\r\n')}`, Buffer.alloc(9))).toMatch(
      /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 422 /,
    );
  });

  test('tickets end: by their hour, after ten tries; those of nobody are none', async () => {
    const picture = await pictures['image/webp']();
    const tried = await ticket('grid-leader', picture, { contentType: 'image/webp' });
    for (let n = 0; n < 10; n++) expect((await put(tried.answer!.uploadUrl, 'x')).status).toBe(422);
    expect(await put(tried.answer!.uploadUrl, picture)).toMatchObject({ status: 410, code: 'GONE' });
    const { answer } = await ticket('grid-leader', picture, { contentType: 'image/webp' });
    expect(new Date(answer!.expiresAt).getTime() - now.getTime()).toBe(3_600_000);
    const url: string = answer!.uploadUrl;
    const other = url.at(-2) === 'A' ? 'B' : 'A';
    for (const wrong of [`${url.slice(0, -2)}${other}A`, url.replace(/\/\w/, '/z'), '/uploads/', `${url}/..`, url.slice(0, -1)])
      expect((await put(wrong, picture)).status, wrong).toBe(404);
    expect((await fetch(`${town.app.url}${url}`, { method: 'POST', body: 'x' })).status).toBe(405);
    later(61);
    expect([404, 410]).toContain((await put(url, picture)).status);
  });

  test('an address of a file is good for minutes, and for that file alone', async () => {
    const id = await incident();
    await attach('grid-leader', id, [await sent('grid-leader')]);
    const [{ url, thumbnailUrl }] = (await filesOf('grid-leader', id))!;
    const [, hex, variant, until, mark] = /^\/files\/(\w{32})-(file)-(\w+)-([\w-]{22})$/.exec(url)!;
    const tampered = [
      `/files/${hex}-thumbnail-${until}-${mark}`,
      `/files/${hex}-${variant}-zzzzzzz-${mark}`,
      `/files/${hex!.replace(/^./, 'f')}-${variant}-${until}-${mark}`,
      `/files/${hex}-${variant}-${until}-${thumbnailUrl.slice(-22)}`,
      `/files/${hex}-${variant}-${until}-`,
      '/files/',
      `/files/../${hex}`,
    ];
    for (const wrong of tampered) expect((await download(wrong)).status, wrong).toBe(404);
    expect((await download(url)).status).toBe(200);
    later(9);
    expect((await download(url)).status).toBe(200);
    later(7);
    expect([(await download(url)).status, (await download(thumbnailUrl)).status]).toEqual([404, 404]);
    expect((await filesOf('grid-leader', id))![0].url).not.toBe(url);
  });

  test('what is removed is gone, in the store as well, and the history says so', async () => {
    const id = await incident();
    const before = await store.keys();
    await attach('resident', id, [await sent('resident')]);
    const [file] = (await filesOf('resident', id))!;
    expect((await store.keys()).length).toBe(before.length + 2);
    const REMOVE = `mutation ($input: RemoveAttachmentInput!) { removeAttachment(input: $input) { attachment { state url } userErrors { code } } }`;
    const input = { id: file.id, version: file.version, reason: '照片拍到他人' };
    for (const [who, outcome] of [
      ['next-leader', 'NOT_FOUND'],
      ['grid-worker', 'FORBIDDEN'],
    ] as const)
      expect((await ask(who, REMOVE, { input })).outcome, who).toBe(outcome);
    expect(await ask('resident', REMOVE, { input })).toMatchObject({
      outcome: 'DONE',
      answer: { attachment: { state: 'REMOVED', url: null } },
    });
    expect((await ask('resident', REMOVE, { input: { ...input, version: null } })).outcome).toBe('WRONG_STATE');
    expect((await download(file.url)).status).toBe(404);
    expect(await filesOf('resident', id)).toEqual([]);
    await eventually(async () => expect(await store.keys()).toEqual(before));
    const events = await town.query<{ kind: string; note: string | null }>(
      'select kind, note from incident_event where incident_id = $1 order by at, id',
      [id],
    );
    expect(events).toEqual([
      { kind: 'ATTACHED', note: null },
      { kind: 'ATTACHMENT_REMOVED', note: '照片拍到他人' },
    ]);
  });

  test('tickets that nobody used, and files that no incident took, are swept away after a day', async () => {
    const kept = (
      await town.query<{ key: string }>(
        `select unnest(array[key, thumbnail_key]) as key from attachment where state = 'ATTACHED' and key not like 'demo/%'`,
      )
    )
      .map(({ key }) => key)
      .sort();
    const waiting = await sent('grid-leader');
    const picture = await pictures['image/jpeg']();
    const { answer } = await ticket('grid-leader', picture);
    expect((await store.keys()).length).toBeGreaterThan(kept.length);
    later(25 * 60);
    await eventually(async () => expect(await store.keys()).toEqual(kept));
    const { nodes } = await (await town.as('grid-leader')).data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [waiting, answer!.attachmentId],
    });
    expect(nodes).toEqual([null, null]);
    expect(await town.query('select 1 from loose_file')).toEqual([]);
    expect((await put(answer!.uploadUrl, picture)).status).toBe(404);
    expect((await attach('grid-leader', await incident(), [waiting])).outcome).toBe('INVALID');
  });
});

describe('attachments of incidents', () => {
  let scanned: string[] = [];
  let verdict = 200;
  const scanner = createServer((request, response) => {
    request.resume().once('end', () => {
      scanned.push(String(request.headers['content-length']));
      response.writeHead(verdict).end();
    });
  });
  beforeAll(async () => {
    store = await diskStore();
    scanner.listen(0, 'localhost');
    await once(scanner, 'listening');
    const scannerUrl = `http://localhost:${(scanner.address() as AddressInfo).port}/scan`;
    town = await openTown({ ...store.settings, scannerUrl });
  });
  afterAll(async () => {
    expect(town.app.bugs).toEqual([]);
    scanner.close();
    await town.close();
    await store.close();
  });

  test('come with a report, with a step, and between steps; the history has them where they came', async () => {
    const reporter = await town.as('resident');
    const before = await sent('resident', { kind: 'BEFORE' });
    const { reportIncident } = await reporter.data(
      `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id attachments { id kind } } userErrors { code } } }`,
      {
        input: {
          ...{ title: '路灯坏了', channel: 'PHOTO', attachmentIds: [before] },
          gridId: `grd_${town.seat('000-G01').replaceAll('-', '')}`,
          categoryId: `cat_${town.category('STREET_LIGHT').replaceAll('-', '')}`,
        },
      },
    );
    expect(reportIncident.incident.attachments).toEqual([{ id: before, kind: 'BEFORE' }]);
    const id = reportIncident.incident.id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    expect((await move(await town.as('community-cadre'), 'accept', id)).outcome).toBe('DONE');
    const [note, after] = [await sent('grid-leader'), await sent('community-cadre', { kind: 'AFTER' })];
    expect((await attach('grid-leader', id, [note])).outcome).toBe('DONE');
    expect(
      (
        await move(await town.as('community-cadre'), 'dispatch', id, {
          assigneeId: per(town.person('grid-leader')),
          attachmentIds: [after],
        })
      ).outcome,
    ).toBe('DONE');
    const { incident } = await (await town.as('community-cadre')).data(
      `query ($id: ID!) { incident(id: $id) { attachments { id } events(first: 9) { nodes { kind attachments { id } } } } }`,
      { id: inc(id) },
    );
    expect(incident.attachments.map(({ id }: { id: string }) => id)).toEqual([before, note, after]);
    expect(incident.events.nodes.map(({ kind, attachments }: Any) => [kind, attachments.map(({ id }: Any) => id)])).toEqual([
      ['REPORTED', [before]],
      ['ACCEPTED', []],
      ['ATTACHED', [note]],
      ['DISPATCHED', [after]],
    ]);
    expect((await sentAbout(town, [id])).length).toBe(4);
  });

  test('that are not the own ones, not there yet, or attached already stop the whole step', async () => {
    const id = await incident({ state: 'REPORTED' });
    const cadre = await town.as('community-cadre');
    const own = await sent('community-cadre');
    const foreign = await sent('grid-leader');
    const { answer } = await ticket('community-cadre', await pictures['image/png'](), { contentType: 'image/png' });
    for (const [other, outcome] of [
      [foreign, 'INVALID'],
      [`atm_${uuid().replaceAll('-', '')}`, 'INVALID'],
      [answer!.attachmentId, 'WRONG_STATE'],
    ] as const)
      expect(await move(cadre, 'accept', id, { attachmentIds: [own, other] })).toMatchObject({ outcome, path: ['attachmentIds'] });
    expect((await move(cadre, 'accept', id, { attachmentIds: [own] })).outcome).toBe('DONE');
    expect((await attach('community-cadre', await incident(), [own])).outcome).toBe('INVALID');
    expect(await filesOf('community-cadre', id)).toHaveLength(1);
  });

  test('are up to thirty', async () => {
    const id = await incident();
    const one = await sent('grid-leader');
    await attach('grid-leader', id, [one]);
    const root = town.seat('000');
    for (let n = 1; n < 30; n++)
      await town.query(
        `insert into attachment (id, jurisdiction_id, state, kind, file_name, content_type, announced_size, expires_at, key, incident_id, attached_at)
         values ($1, $2, 'ATTACHED', 'OTHER', 'x', 'image/jpeg', 1, now(), 'none', $3, now())`,
        [uuid(), root, id],
      );
    expect((await attach('grid-leader', id, [await sent('grid-leader')])).outcome).toBe('LIMIT_EXCEEDED');
  });

  test('are added by who has to do with an open incident', async () => {
    for (const [who, outcome] of [
      ['resident', 'DONE'],
      ['grid-leader', 'DONE'],
      ['grid-worker', 'DONE'],
      ['second-cadre', 'DONE'],
      ['street-supervisor', 'DONE'],
      ['chief', 'FORBIDDEN'],
      ['neighbour', 'NOT_FOUND'],
      ['next-leader', 'NOT_FOUND'],
    ] as const)
      expect((await attach(who, await incident(), [await sent(who)])).outcome, who).toBe(outcome);
    for (const state of ['CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'])
      expect((await attach('grid-leader', await incident({ state }), [await sent('grid-leader')])).outcome, state).toBe('WRONG_STATE');
  });

  test('are seen with the details of the incident; public ones by everybody', async () => {
    const id = await incident();
    const file = await sent('resident');
    await attach('resident', id, [file]);
    const idsFor = async (who: Who) => (await filesOf(who, id))?.map(({ id }) => id) ?? null;
    const nodeFor = async (who: Who) =>
      (
        await (
          await town.as(who)
        ).data(`query ($id: ID!) { node(id: $id) { ... on Attachment { ${FILE} incident { id } } } }`, { id: file })
      ).node;
    for (const who of ['grid-leader', 'second-cadre', 'street-supervisor', 'resident', 'chief'] as const)
      expect(await idsFor(who), who).toEqual([file]);
    for (const who of ['admin', 'dashboard'] as const) expect([await idsFor(who), await nodeFor(who)], who).toEqual([[], null]);
    for (const who of ['neighbour', 'next-leader', 'anonymous'] as const)
      expect([await idsFor(who), await nodeFor(who)], who).toEqual([null, null]);
    // Who reported it is not told to a chief.
    expect((await nodeFor('chief')).uploadedBy).toBeNull();
    expect((await nodeFor('grid-leader')).uploadedBy).toEqual({ id: per(town.person('resident')) });

    const SHOW = `mutation ($input: SetAttachmentPublicInput!) { setAttachmentPublic(input: $input) { attachment { public } userErrors { code } } }`;
    for (const who of ['resident', 'grid-leader'] as const)
      expect((await ask(who, SHOW, { input: { id: file, public: true } })).outcome, who).toBe('FORBIDDEN');
    expect((await ask('community-cadre', SHOW, { input: { id: file, public: true } })).outcome).toBe('DONE');
    for (const who of ['dashboard', 'anonymous'] as const) {
      const seen = await nodeFor(who);
      expect(seen, who).toMatchObject({ public: true, fileName: null, uploadedBy: null });
      expect((await download(seen.url)).status).toBe(200);
    }
    expect(await idsFor('dashboard')).toEqual([file]);
    expect((await ask('community-cadre', SHOW, { input: { id: file, public: false } })).outcome).toBe('DONE');
    expect(await nodeFor('anonymous')).toBeNull();
  });

  test('come from who reported without an account, by the tracking code, for that incident alone', async () => {
    const id = await incident({ reporter_id: null });
    const trackingCode = `T${id.replaceAll('-', '')}`;
    expect((await ticket('anonymous', Buffer.alloc(9))).outcome).toBe('FORBIDDEN');
    expect((await ticket('anonymous', Buffer.alloc(9), { trackingCode: 'NOSUCHCODE' })).outcome).toBe('NOT_FOUND');
    const file = await sent('anonymous', { trackingCode });
    const byCode = (code: string, attachmentIds: readonly string[], who: Who = 'anonymous') =>
      attach(who, id, attachmentIds, { incidentId: undefined, trackingCode: code });
    const other = await incident({ reporter_id: null });
    expect((await byCode(`T${other.replaceAll('-', '')}`, [file])).outcome).toBe('INVALID');
    expect((await attach('grid-leader', id, [file])).outcome).toBe('INVALID');
    expect((await byCode(trackingCode, [await sent('grid-leader')])).outcome).toBe('INVALID');
    expect((await byCode(trackingCode, [file])).outcome).toBe('DONE');
    await attach('grid-leader', id, [await sent('grid-leader')]);
    const { incidentByTrackingCode } = await town.app.anonymous.data(
      'query ($code: String!) { incidentByTrackingCode(code: $code) { attachments { id url fileName } } }',
      { code: trackingCode },
    );
    expect(incidentByTrackingCode.attachments).toEqual([{ id: file, url: expect.any(String), fileName: null }]);
    expect((await download(incidentByTrackingCode.attachments[0].url)).status).toBe(200);
    expect((await filesOf('grid-leader', id))!.length).toBe(2);
  });

  test('are looked at by the scanner first; what it refuses, or cannot look at, is not kept', async () => {
    onTestFinished(() => {
      verdict = 200;
    });
    const picture = await pictures['image/jpeg']();
    const { answer } = await ticket('grid-leader', picture);
    const before = await store.keys();
    scanned = [];
    verdict = 406;
    expect(await put(answer!.uploadUrl, picture)).toMatchObject({ status: 422, code: 'INFECTED' });
    verdict = 500;
    expect(await put(answer!.uploadUrl, picture)).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
    expect([await store.keys(), scanned]).toEqual([before, [String(picture.length), String(picture.length)]]);
    verdict = 200;
    expect((await put(answer!.uploadUrl, picture)).status).toBe(200);
  });

  test('that came before there was a scanner are not handed out', async () => {
    const id = await incident();
    await attach('grid-leader', id, [await sent('grid-leader')]);
    await town.query('update attachment set scanned_at = null where incident_id = $1', [id]);
    const [{ url }] = (await filesOf('grid-leader', id))!;
    expect((await download(url)).status).toBe(409);
  });

  test('keep other requests waiting for no more than a moment while pictures are drawn', async () => {
    const large = await sharp(await pictures['image/png']())
      .resize(5_000, 4_000, { fit: 'fill' })
      .jpeg({ quality: 50 })
      .toBuffer();
    const tickets = await Promise.all(Array.from({ length: 3 }, () => ticket('grid-leader', large)));
    let isDone = false;
    const uploads = Promise.all(tickets.map(({ answer }) => put(answer!.uploadUrl, large))).finally(() => (isDone = true));
    const waits: number[] = [];
    while (!isDone) {
      const asked = performance.now();
      await town.app.anonymous.data('{ __typename }');
      waits.push(performance.now() - asked);
    }
    expect((await uploads).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(waits.length).toBeGreaterThan(20);
    expect(waits.sort((a, b) => a - b)[waits.length >> 1]!).toBeLessThan(50);
  });
});

test('a bucket that cannot be used stops the start with one sentence', async () => {
  const bucket = await s3Store();
  onTestFinished(() => bucket.close());
  const { inBucket } = await import('../../../src/storage/s3.js');
  for (const [settings, reason] of [
    [{ bucket: 'none' }, 'S3_BUCKET none does not exist'],
    [{ endpoint: 'http://localhost:1' }, 'S3_ENDPOINT http://localhost:1 does not answer'],
  ] as const)
    await expect(inBucket({ ...bucket.s3, ...settings })).rejects.toThrow(reason);
});

test('files that cannot be kept because no folder can be made are refused, as often as they are sent', async () => {
  const app = await startApp({ dataDir: '/proc/x' });
  onTestFinished(() => app.stop());
  const picture = await pictures['image/jpeg']();
  const input = { fileName: 'x.jpg', contentType: 'image/jpeg', size: picture.length };
  const { createUploadTicket } = await (await app.as('grid-leader')).data(TICKET, { input });
  // More than may be under way at once.
  for (let sent = 0; sent < 17; sent++) {
    const response = await fetch(app.url + createUploadTicket.uploadUrl, { method: 'PUT', body: picture });
    const { errors } = (await response.json()) as Any;
    expect([response.status, errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE']);
  }
  expect(app.bugs).toEqual([]);
});
