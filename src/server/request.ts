import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { hasMisplacedToken } from '../auth/misplaced.js';
import { languageOf as languageIn } from '../graph/language.js';
import type { DocumentRequest } from '../graph/persisted.js';
import { type Bilingual, type Language, type Message, message, type Params } from '../kernel/bilingual.js';
import { Told } from '../kernel/errors.js';
import { isUtf8Address, NOT_UTF8_ADDRESS } from '../kernel/text.js';

const LARGEST_BODY = 1_048_576;
/** How long a body may take that is kept in memory until it is there. */
const BODY_MS = 30_000;

/** A refusal of the request, as it is answered. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly told: Message;
  readonly headers: Readonly<Record<string, string>>;
  /** What a program needs, told beside the code. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A request that is refused before the graph is asked. */
export class HttpError extends Told implements Refusal {
  constructor(
    readonly status: number,
    readonly code: string,
    text: Bilingual,
    readonly headers: Readonly<Record<string, string>> = {},
    /** What stands in the braces of the text. */
    params: Params = {},
  ) {
    super(message(text, params));
  }
}

export const GET_OR_POST = 'Use GET or POST. 请使用 GET 或 POST。';

/** Answers OPTIONS, and says whether it did. Throws METHOD_NOT_ALLOWED, with what to use, for whatever is neither that nor GET nor POST. */
export function answersOptions({ method }: IncomingMessage, response: ServerResponse, use: Bilingual): boolean {
  if (method === 'OPTIONS') response.writeHead(204, { allow: 'GET, POST, OPTIONS' }).end();
  else if (method !== 'POST' && method !== 'GET') throw new HttpError(405, 'METHOD_NOT_ALLOWED', use, { allow: 'GET, POST' });
  return method === 'OPTIONS';
}

/** A request for an operation. Values are as they came. */
export interface Given extends DocumentRequest {
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

/** What stands in the address of a request by GET. What is not JSON there stays a text, and is told of by whoever answers. */
export function givenIn(search: string): Given {
  const { variables, extensions, ...rest } = Object.fromEntries(new URLSearchParams(search));
  return { ...rest, variables: valueIn(variables), extensions: valueIn(extensions) };
}

function valueIn(text: string | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Where the explorer shows that it is the explorer: see server/pages. */
export const EXPLORER_HEADER = 'mulin-explorer';

/** A header of the request. Throws BAD_REQUEST where there are several: Node would take the first. */
export function authorizationOf(request: IncomingMessage, header = 'authorization'): string | undefined {
  const first = request.headers[header];
  if (first === undefined) return undefined;
  const names = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === header);
  if (names.length > 1)
    throw new HttpError(400, 'BAD_REQUEST', 'Send one authorization header; these are several. authorization 请求头只能发送一个。');
  return String(first);
}

/** Throws BAD_REQUEST where a token is in another place than the authorization header. */
export function refuseMisplacedToken(request: IncomingMessage, given: unknown): void {
  if (hasMisplacedToken(request, given))
    throw new HttpError(
      400,
      'BAD_REQUEST',
      'Send the token as "authorization: Bearer <token>", not elsewhere. 令牌须以 "authorization: Bearer <token>" 请求头发送，不可置于他处。',
    );
}

/** What stands in the address of a stream by GET. Throws BAD_REQUEST for variables that are not JSON. */
export function parseSearch(search: string): unknown {
  const { variables, ...rest } = Object.fromEntries(new URLSearchParams(search));
  return {
    ...rest,
    extensions: valueIn(rest.extensions),
    variables: variables ? parseJson(variables, 'variables is not valid JSON. variables 不是有效的 JSON。') : null,
  };
}

/** The body of a request, up to 1 MiB. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const late = setTimeout(
      () => reject(new HttpError(408, 'BAD_REQUEST', 'The request took too long. 请求超时。', { connection: 'close' })),
      BODY_MS,
    );
    request.on('close', () => clearTimeout(late));
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
      else reject(new HttpError(413, 'PAYLOAD_TOO_LARGE', 'A request body takes up to 1 MiB. 请求体最大 1 MiB。', { connection: 'close' }));
    });
    request.on('end', () => {
      clearTimeout(late);
      resolve(Buffer.concat(chunks));
    });
    // The client broke off: there is nobody left to answer.
    request.on('error', () => reject(new HttpError(400, 'BAD_REQUEST', 'The body broke off. 请求体传输中断。')));
  });
}

/** A body of JSON in UTF-8. Throws UNSUPPORTED_MEDIA_TYPE and BAD_REQUEST. */
export function parseBody(headers: IncomingHttpHeaders, bytes: Buffer): unknown {
  if ((headers['content-encoding'] || 'identity').trim().toLowerCase() !== 'identity')
    throw new HttpError(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body uncompressed. 请发送未压缩的请求体。', {
      'accept-encoding': 'identity',
    });
  const [type, ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (type !== 'application/json') throw new HttpError(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send application/json. 请发送 application/json。');
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  if (charset && charset !== 'utf-8' && charset !== 'utf8')
    throw new HttpError(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send UTF-8. 请使用 UTF-8 编码。');
  return parseJson(textOf(bytes), 'The body is not valid JSON. 请求体不是有效的 JSON。');
}

/** A program that takes its bytes from a Chinese Windows sends GBK without a word of it. */
const notUtf8 = (text: Bilingual) => new HttpError(400, 'BAD_REQUEST', text);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a body, without a byte order mark. */
function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw notUtf8('The body is not valid UTF-8. If it is GBK, convert it to UTF-8. 请求体不是有效的 UTF-8；若为 GBK，请先转换为 UTF-8。');
  }
}

/** Throws BAD_REQUEST where percent-encoded bytes are not UTF-8. */
export function demandUtf8(address: string): void {
  if (!isUtf8Address(address)) throw notUtf8(NOT_UTF8_ADDRESS);
}

function parseJson(text: string, refusal: Bilingual): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'BAD_REQUEST', refusal);
  }
}

/** In which language the request is answered. */
export const languageOf = ({ headers }: IncomingMessage): Language => languageIn(headers['accept-language']);
