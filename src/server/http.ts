import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate as nextPass } from 'node:timers/promises';
import { HeaderMap } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { ROUTER_HEADER } from '../auth/misplaced.js';
import type { Claims } from '../auth/token.js';
import type { Admission } from '../graph/admission.js';
import type { ApolloServers } from '../graph/apollo.js';
import type { Context } from '../graph/context.js';
import type { Documents } from '../graph/documents.js';
import { headersOf, type Report, statusOf } from '../graph/errors.js';
import {
  type Admitted,
  type Deprecation,
  type Gate,
  type PersistedDocument,
  refusalsOfDocuments,
  withoutPersistedQuery,
} from '../graph/persisted.js';
import type { JobFigures } from '../jobs/leader.js';
import { type Bilingual, inLanguage } from '../kernel/bilingual.js';
import { Fault, internal, unavailable } from '../kernel/errors.js';
import { outageOf } from '../kernel/outage.js';
import type { ShareFigures } from '../kernel/share.js';
import type { Sse } from '../live/sse.js';
import type { Streams } from '../live/streams.js';
import { MOST_BYTES } from '../modules/incidents/attachment.terms.js';
import type { Calendars } from './calendars.js';
import { contentTypeFor } from './content-type.js';
import type { Asked, Contexts } from './contexts.js';
import type { Cors } from './cors.js';
import type { DemoDesk } from './demo-desk.js';
import type { Downloads } from './downloads.js';
import { exportList, formats } from './exports.js';
import type { Health } from './health.js';
import type { Page } from './pages.js';
import {
  answersOptions,
  authorizationOf,
  demandUtf8,
  EXPLORER_HEADER,
  GET_OR_POST,
  type Given,
  givenIn,
  HttpError,
  languageOf,
  parseBody,
  parseSearch,
  type Refusal,
  readBody,
  refuseMisplacedToken,
} from './request.js';
import type { Spending } from './spending.js';
import { TICKET_SECONDS, type Tickets } from './tickets.js';
import type { Uploads } from './uploads.js';
import { asksForSubscription, takesEvents, wantsEvents } from './wants-events.js';

/** Whoever takes nothing of an answer, and sends nothing, is cut off: the answer is kept in memory until then. */
const SILENCE_MS = 60_000;

/** Milliseconds that a client may take to send the head of a request (an upgrade among it), and all of it; how often Node looks. Answers may take longer. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 900_000, connectionsCheckingInterval: 2_000 };
/** For so long the rest of a body is thrown away that was answered before its end, so that the client reads the answer; then the connection is cut. */
const LINGER_MS = 1_000;

/** What executes operations, over one schema. */
export interface Face {
  readonly schema: GraphQLSchema;
  readonly apollo: ApolloServers;
  readonly documents: Documents;
}

export interface HttpParts {
  readonly clients: Face;
  readonly routers: Face;
  readonly admission: Admission;
  /** Decides which documents run. */
  readonly gate: Gate;
  /** Counts how often documents run. */
  readonly spending: Pick<Spending, 'used'>;
  /** Whether this is what the explorer shows. */
  readonly isExplorer: (shown: unknown) => boolean;
  readonly contexts: Contexts;
  readonly health: Health;
  /** What is in use and what waits, by what it is that requests share. */
  readonly lanes: () => Readonly<Record<string, ShareFigures>>;
  /** How the scheduled work does. */
  readonly figuresOfJobs: () => Promise<Readonly<Record<string, JobFigures>>>;
  readonly streams: Streams;
  readonly sse: Sse;
  /** The explorer at /, null where there is none, and the board at /board. */
  readonly pages: { readonly explorer: Page | null; readonly board: Page };
  readonly demo: DemoDesk | null;
  readonly cors: Cors;
  readonly tickets: Tickets;
  readonly calendars: Calendars;
  readonly uploads: Uploads;
  readonly downloads: Downloads;
  /** Where a request comes from. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly report: Report;
}

/** The HTTP face: /graphql by POST and GET, its streams as events there and at /graphql/stream, its lists as files at /graphql/csv and /graphql/geojson, /livez, /readyz, calendars at /calendar/….ics, files of incidents at /uploads/… and /files/…, the pages at / and /board, in the demo /demo/token. Sockets are attached by live/. */
export function makeHttp(parts: HttpParts): Server {
  const { health } = parts;
  const open = new Set<ServerResponse>();
  // So that a client or proxy asks its next question over a new connection, to a server that stays.
  const part = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader('connection', 'close');
  };
  health.onDrain(() => open.forEach(part));
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    if (health.isDraining) part(response);
    route(parts, request, response).catch((error: unknown) => refuse(parts, response, error));
  };
  const server = createServer(TIMEOUTS, serve);
  server.timeout = SILENCE_MS;
  // What is larger than anything that is taken here need not be sent.
  server.on('checkContinue', (request, response) => {
    if (!(Number(request.headers['content-length']) > MOST_BYTES)) response.writeContinue();
    serve(request, response);
  });
  return server.on('clientError', refuseUnreadable);
}

/**
 * What Node's parser takes for no request; among it an address with bytes that are not percent-encoded, in GBK or any other encoding. Its headers are
 * not read, so that the answer is in both languages.
 */
function refuseUnreadable({ code }: NodeJS.ErrnoException, socket: Duplex): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, message] = unreadable.get(code) ?? ['400 Bad Request', 'This is not HTTP/1.1. 请求不是有效的 HTTP/1.1。'];
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    // Such a peer does not close its side either.
    () => code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.destroy(),
  );
}

const unreadable = new Map<string | undefined, readonly [status: string, message: Bilingual]>([
  [
    'HPE_INVALID_URL',
    [
      '400 Bad Request',
      'Percent-encode what is not ASCII in the address, as UTF-8. If it is GBK, convert it first. 地址中的非 ASCII 字符须以 UTF-8 作百分号编码；若为 GBK，请先转换。',
    ],
  ],
  ['HPE_HEADER_OVERFLOW', ['431 Request Header Fields Too Large', 'The headers are too large. 请求头过大。']],
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'The request took too long. 请求超时。']],
]);

async function route(parts: HttpParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (parts.cors(request, response)) return;
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  const [pathname, search] = query < 0 ? [url, ''] : [url.slice(0, query), url.slice(query)];
  demandUtf8(url);
  if (pathname === '/graphql') {
    if (parts.pages.explorer && isVisit(request, search)) return void response.writeHead(303, { location: '/' }).end();
    return graphql(parts, request, response, search);
  }
  // Whoever takes the printed address for the graph's is answered too.
  if (pathname === '/' && request.method === 'POST') return graphql(parts, request, response, search);
  if (pathname === '/graphql/stream') return stream(parts, request, response, search);
  if (pathname === '/graphql/stream/ticket') return handOutTicket(parts, request, response);
  const format = formats.get(pathname);
  if (format) return exportList(parts, request, response, search, format);
  if (pathname === '/livez') return send(response, 200, { live: true });
  if (pathname === '/readyz') {
    const state = await parts.health.ready(parts.streams.ageOfRights);
    const status = state.ready ? 200 : 503;
    if (search !== '?verbose') return send(response, status, state);
    // What the database has to say is left out while it cannot.
    const jobs = state.database === undefined ? await parts.figuresOfJobs().catch(() => null) : null;
    const figures = { ...parts.health.figures, streams: parts.streams.figures, lanes: parts.lanes(), ...(jobs && { jobs }) };
    return send(response, status, { ...state, ...figures });
  }
  if (pathname.startsWith('/calendar/') && (await calendar(parts, request, response, pathname))) return;
  if (pathname.startsWith('/uploads/') && (await upload(parts, request, response, pathname))) return;
  if (pathname.startsWith('/files/') && (await download(parts, request, response, pathname))) return;
  if (pathname === '/demo/token' && parts.demo) return handOutToken(parts.demo, parts, request, response);
  const { explorer, board } = parts.pages;
  if ((await explorer?.serve(request, response, pathname)) || (await board.serve(request, response, pathname))) return;
  throw new HttpError(404, 'NOT_FOUND', 'There is nothing here; the graph is at /graphql. 此地址无内容，接口位于 /graphql。');
}

/** Somebody typed the address of the graph into a browser. */
const isVisit = ({ method, headers }: IncomingMessage, search: string): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  /\btext\/html\b/i.test(headers.accept ?? '') &&
  !/[?&](query|documentId|id|doc_id|extensions)=/.test(search);

/** What one viewer may see is nobody else's, not even a cache's. */
const notKept = { 'cache-control': 'no-store' };

async function graphql(parts: HttpParts, request: IncomingMessage, response: ServerResponse, search: string): Promise<void> {
  const { admission, contexts, gate } = parts;
  const method = request.method ?? 'GET';
  if (answersOptions(request, response, 'Use POST, or GET for queries. 请使用 POST，查询也可使用 GET。')) return;
  const text = method === 'POST' ? await readBody(request) : null;
  const parsed = () => (text === null ? undefined : parseBody(request.headers, text));
  const events = wantsEvents(request.headers.accept);
  if (events === 'always') return follow(parts, request, response, parsed() ?? parseSearch(search));
  const address = parts.addressOf(request);
  const language = languageOf(request);
  const authorization = authorizationOf(request);
  const router = await contexts.routerOf(authorizationOf(request, ROUTER_HEADER), address);
  // A router that brings nobody's token asks for itself.
  const claims = router && authorization === undefined ? router : await contexts.claimsOf(authorization, address);
  const context = await contexts.contextFor(claims, { address, language, router, ...askedBy(response, text?.length ?? 0) });
  const { apollo, documents } = context.routes === null ? parts.clients : parts.routers;
  const run: Run = { document: null, isFailed: true };
  const startedAt = performance.now();
  try {
    const waiting = admission.turns.begin(context.asker);
    if (waiting) await waiting;
    const came = parsed();
    const given = came === undefined ? givenIn(search) : came;
    refuseMisplacedToken(request, given);
    const isExplorer = parts.isExplorer(request.headers[EXPLORER_HEADER]);
    const sender = { claims, viewer: context.viewer, isExplorer, isRouted: context.routes !== null };
    // Of what is no request at all, such as a list of several, nothing is run.
    const admitted = isObject(given) ? await gate.admit(given, sender) : null;
    const sent = admitted && asAdmitted(given as Given, admitted);
    if (events === 'subscriptions' && sent && asksForSubscription(sent)) {
      // The stream takes a turn of its own.
      context.asker.leave();
      return await follow(parts, request, response, came ?? parseSearch(search), claims);
    }
    const { document } = admitted ?? {};
    run.document = document ?? null;
    // What mulin-partners asks is nothing that a partner's app spends.
    const own: Context = document?.id === null ? Object.create(context, { budget: { value: null, enumerable: true } }) : context;
    if (document?.deprecation) announce(response, own, document.deprecation);
    const contentType = contentTypeFor(request.headers.accept);
    const repeated = contentType && sent ? await repeat(documents, document, { ...sent, isRead: method === 'GET' }, own) : null;
    if (repeated !== null) {
      context.asker.leave();
      run.isFailed = repeated.isFailed;
      return await answer(response, repeated.status, { ...notKept, 'content-type': contentType!, ...repeated.headers }, repeated.text);
    }
    // What is sent as it came is told apart from what stands for a document.
    const isRewritten = sent !== null && sent !== given;
    const body = came !== undefined && isRewritten ? sent : came;
    const asked = came === undefined && isRewritten ? searchOf(sent) : search;

    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers))
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    const result = await apollo[language].executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method, headers, search: asked, body },
      context: async () => own,
    });
    // What a cache may keep is kept for each language.
    if (result.headers.get('cache-control')?.startsWith('public')) response.appendHeader('vary', 'accept-language');
    if (result.body.kind !== 'complete') throw new Error('No operation of this graph answers in parts.');
    context.asker.leave();
    run.isFailed = isFailure(result.body.string);
    return await answer(response, result.status ?? 200, { ...notKept, ...Object.fromEntries(result.headers) }, result.body.string);
  } finally {
    context.asker.leave();
    const { document, isFailed } = run;
    if (document) parts.spending.used(document, context.viewer.jurisdiction?.id ?? '', performance.now() - startedAt, isFailed);
  }
}

/** What became of a document that ran by its id. */
interface Run {
  document: PersistedDocument | null;
  isFailed: boolean;
}

/** Errors stand before the data. */
const isFailure = (text: string): boolean => text.startsWith('{"errors"');

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The request with the text that is to be run; the same object where that is what came. */
function asAdmitted(given: Given, { query }: Admitted): Given {
  const extensions = withoutPersistedQuery(given.extensions);
  if (query === given.query && extensions === given.extensions) return given;
  const { operationName = null, variables = null } = given;
  // Apollo tells what is null from what is not there.
  return { query, operationName, variables, extensions: extensions ?? null };
}

function searchOf({ query, operationName, variables, extensions }: Given): string {
  const parts = new URLSearchParams({ query: String(query) });
  if (typeof operationName === 'string') parts.set('operationName', operationName);
  for (const [name, value] of Object.entries({ variables, extensions }))
    if (value != null) parts.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return `?${parts}`;
}

const repeat = (
  documents: Documents,
  document: PersistedDocument | null | undefined,
  request: Parameters<Documents['repeat']>[0],
  context: Context,
) => (document ? documents.run(document, request, context) : documents.repeat(request, context));

/** Says that the version which holds the document ends, and when (RFC 9745, RFC 8594). */
function announce(response: ServerResponse, context: Context, { version, since, sunset }: Deprecation): void {
  response.setHeader('deprecation', `@${Math.floor(since.getTime() / 1_000)}`);
  response.setHeader('sunset', sunset.toUTCString());
  context.said.deprecation = { version, since: since.toISOString(), sunset: sunset.toISOString() };
}

/** Who asked may keep an answer by GET, and is told when it is still the same. */
const kept = { 'cache-control': 'private, no-cache', vary: 'authorization, accept, accept-language' };

/** Sends an answer; one by GET with its ETag, or not at all where who asks has it. */
async function answer(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, text: string): Promise<void> {
  const { req: request } = response;
  if (!isRead(request) || status !== 200 || isFailure(text)) return reply(response, status, headers, text);
  const etag = `"${createHash('sha256').update(`${headers['content-type']}\n`).update(text).digest('base64url')}"`;
  const isPublic = headers['cache-control']?.startsWith('public');
  const { vary, ...own } = kept;
  if (!isPublic) response.appendHeader('vary', vary);
  const told = { ...headers, etag, ...(isPublic ? {} : own) };
  if (!isSame(request.headers['if-none-match'], etag)) return reply(response, status, told, text);
  const { 'content-type': _, 'content-length': _length, ...rest } = told as Record<string, string>;
  response.writeHead(304, rest).end();
}

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';

const isSame = (known: string | undefined, etag: string): boolean =>
  (known ?? '').split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()));

const askedBy = (response: ServerResponse, size: number): Omit<Asked, 'address' | 'language'> => ({
  size,
  onClose: (listener) => {
    if (response.closed) queueMicrotask(listener);
    // As many as the operation has statements that wait.
    else response.setMaxListeners(0).once('close', listener);
    return () => response.off('close', listener);
  },
});

/** Server-sent events, by GET as an EventSource asks, and by POST. */
async function stream(parts: HttpParts, request: IncomingMessage, response: ServerResponse, search: string): Promise<void> {
  const { method, headers } = request;
  if (answersOptions(request, response, GET_OR_POST)) return;
  if (!takesEvents(headers.accept))
    throw new HttpError(406, 'NOT_ACCEPTABLE', 'Accept text/event-stream. Accept 请求头须包含 text/event-stream。');
  const asked = method === 'POST' ? parseBody(headers, await readBody(request)) : parseSearch(search);
  return follow(parts, request, response, asked);
}

/** `known`: of whom it is known already who they are. */
async function follow(
  parts: HttpParts,
  request: IncomingMessage,
  response: ServerResponse,
  asked: unknown,
  known?: Claims | null,
): Promise<void> {
  const { query, documentId, id, doc_id, extensions, operationName, variables, ticket } = Object(asked) as Record<string, unknown>;
  if (typeof query !== 'string' && [documentId, id, doc_id, extensions].every((given) => given == null))
    throw new HttpError(400, 'BAD_REQUEST', 'Send the document as query. 请以 query 发送文档。');
  if (operationName != null && typeof operationName !== 'string')
    throw new HttpError(400, 'BAD_REQUEST', 'operationName is a text. operationName 应为字符串。');
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables)))
    throw new HttpError(400, 'BAD_REQUEST', 'variables is an object. variables 应为对象。');
  const claimed = () => {
    refuseMisplacedToken(request, asked);
    return known === undefined ? parts.contexts.claimsOf(authorizationOf(request), parts.addressOf(request)) : known;
  };
  const claims = await (ticket === undefined ? claimed() : redeem(parts, request, ticket));
  const lastEventId = String(request.headers['last-event-id'] ?? '') || undefined;
  await parts.sse.serve(
    { query, documentId, id, doc_id, extensions, operationName, variables: variables as Record<string, unknown> | null, lastEventId },
    { claims, language: languageOf(request), isExplorer: parts.isExplorer(request.headers[EXPLORER_HEADER]) },
    response,
  );
}

async function redeem({ tickets }: HttpParts, request: IncomingMessage, ticket: unknown): Promise<Claims> {
  if (authorizationOf(request) !== undefined)
    throw new HttpError(
      400,
      'BAD_REQUEST',
      'Send a ticket or the authorization header, not both. ticket 与 authorization 请求头只能发送其一。',
    );
  const claims = await tickets.redeem(String(ticket));
  if (!claims)
    throw new Fault(
      'UNAUTHENTICATED',
      'The ticket was used already, or has expired. Ask for a new one at /graphql/stream/ticket. 凭票已使用或已过期，请在 /graphql/stream/ticket 重新获取。',
    );
  return claims;
}

/** A ticket for one stream, in exchange for the token of whoever is to open it where no header can be sent. */
async function handOutTicket(
  { contexts, tickets, addressOf }: HttpParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'Use POST. 请使用 POST。', { allow: 'POST' });
  request.resume();
  const claims = await contexts.claimsOf(authorizationOf(request), addressOf(request));
  if (!claims)
    throw new Fault(
      'UNAUTHENTICATED',
      'A ticket is for somebody: send your token as "authorization: Bearer <token>". 凭票须凭令牌获取，请以 "authorization: Bearer <token>" 发送令牌。',
    );
  // A token that was revoked gets none.
  await contexts.contextFor(claims);
  response.setHeader('cache-control', 'no-store');
  send(response, 200, { ticket: await tickets.issue(claims), expiresInSeconds: TICKET_SECONDS });
}

/** The calendar at a private address; false where there is none. */
async function calendar({ calendars, addressOf }: HttpParts, request: IncomingMessage, response: ServerResponse, pathname: string) {
  if (!isRead(request)) throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'Use GET. 请使用 GET。', { allow: 'GET, HEAD' });
  const text = await calendars.read(pathname, { address: addressOf(request), language: languageOf(request), ...askedBy(response, 0) });
  if (text === null) return false;
  await answer(
    response,
    200,
    { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'inline; filename="mulin.ics"' },
    text,
  );
  return true;
}

/** Takes the file of a ticket; false where there is no such ticket. */
async function upload({ uploads }: HttpParts, request: IncomingMessage, response: ServerResponse, pathname: string): Promise<boolean> {
  if (request.method !== 'PUT') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'Use PUT. 请使用 PUT。', { allow: 'PUT' });
  response.once('finish', () => {
    request.resume();
    setTimeout(() => request.complete || request.destroy(), LINGER_MS).unref();
  });
  const uploaded = await uploads.take(pathname, request);
  if (!uploaded) return false;
  response.setHeader('cache-control', 'no-store');
  send(response, 200, uploaded);
  return true;
}

/** The file at a signed address; false where there is none. */
async function download({ downloads }: HttpParts, request: IncomingMessage, response: ServerResponse, pathname: string): Promise<boolean> {
  if (!isRead(request)) throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'Use GET. 请使用 GET。', { allow: 'GET, HEAD' });
  return downloads.send(pathname, request, response);
}

async function handOutToken(desk: DemoDesk, parts: HttpParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'Use POST. 请使用 POST。', { allow: 'POST' });
  // Signing takes longer than most reads: it counts as a request without a token.
  await parts.contexts.claimsOf(undefined, parts.addressOf(request));
  const wanted = Object(parseBody(request.headers, await readBody(request))) as { persona?: unknown; community?: unknown };
  const token = await desk.tokenFor(wanted.persona, wanted.community);
  if (!token)
    throw new HttpError(
      400,
      'BAD_USER_INPUT',
      'Send {"persona", "community"} with ones that the demo has; npm start lists them. 请发送演示数据中的 {"persona", "community"}，npm start 会列出可用的值。',
    );
  response.setHeader('cache-control', 'no-store');
  send(response, 200, { token });
}

function refuse({ report }: HttpParts, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const outage = outageOf(error);
  if (outage) report.unserved(outage);
  const fault = outage ? unavailable() : error;
  const { status, code, told, headers, details } = refusalOf(fault, response.req, report);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Clients that ask for documents by id read what is wrong with one as they read an answer.
  const isResponse = refusalsOfDocuments.has(code) && response.req.headers.accept?.includes('application/graphql-response+json');
  const type = isResponse ? 'application/graphql-response+json' : 'application/json';
  const body = { errors: [{ message: inLanguage(told, languageOf(response.req)), extensions: { code, ...details } }] };
  end(response, status, { 'content-type': `${type}; charset=utf-8` }, JSON.stringify(body));
}

function refusalOf(error: unknown, request: IncomingMessage, report: Report): Refusal {
  if (error instanceof HttpError) return error;
  if (error instanceof Fault) return ofFault(error, request);
  const id = randomUUID();
  report.bug(id, error);
  return ofFault(internal(id), request);
}

function ofFault({ code, told, details }: Fault, { headers }: IncomingMessage): Refusal {
  if (code === 'RATE_LIMITED') return { status: 429, code, told, headers: { 'retry-after': String(details.retryAfter) }, details };
  // What is wrong with a document is no failure of plain JSON over HTTP: see graph/apollo.
  const isPlain =
    statusOf(code) === 400 && !refusalsOfDocuments.has(code) && !headers.accept?.includes('application/graphql-response+json');
  return { status: isPlain ? 200 : statusOf(code), code, told, headers: headersOf(code), details };
}

const send = (response: ServerResponse, status: number, body: unknown): void =>
  end(response, status, { 'content-type': 'application/json; charset=utf-8' }, JSON.stringify(body));

/** A string leaves in one write with the head; its length spares the chunks. */
const end = (response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, text: string): void =>
  void response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);

/** Of a long answer so many characters are encoded and sent at once: 16 MiB would keep all others waiting for some 30 ms. */
const PIECE = 262_144;

/** Sends an answer; a long one in pieces. */
const reply = (response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, text: string) =>
  text.length > PIECE ? sendPieces(response.writeHead(status, headers), text) : end(response, status, headers, text);

/** One in each pass of the event loop, and none before the client takes it. Stops when the client has gone. */
async function sendPieces(response: ServerResponse, text: string): Promise<void> {
  // It has just been read from the database, which took as long as to make one text of its parts.
  await nextPass();
  const isGone = new AbortController();
  response.once('close', () => isGone.abort());
  for (let at = 0; at < text.length && !isGone.signal.aborted; ) {
    // A character of two units stays whole.
    const size = text.codePointAt(at + PIECE - 1)! > 0xffff ? PIECE + 1 : PIECE;
    const piece = text.slice(at, at + size);
    at += size;
    if (!response.write(piece)) await once(response, 'drain', isGone).catch(() => {});
    await nextPass();
  }
  response.end();
}
