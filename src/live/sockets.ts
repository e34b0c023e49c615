import type { IncomingMessage, Server } from 'node:http';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CloseCode, type Context as SocketContext } from 'graphql-ws';
import type { Extra as SocketExtra } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { hasTokenBeside } from '../auth/misplaced.js';
import type { Claims } from '../auth/token.js';
import { languageOf } from '../graph/language.js';
import { namesDocument } from '../graph/persisted.js';
import { halvesOf, type Language } from '../kernel/bilingual.js';
import { Fault } from '../kernel/errors.js';
import { isUtf8Address, NOT_UTF8_ADDRESS } from '../kernel/text.js';
import { MOST_SUBSCRIPTIONS, type StreamLimits } from './capacity.js';
import { acceptLanguageOf, credentialsOf, TOKEN_PLACE } from './credentials.js';
import { FrameSink } from './frames.js';
import { type Following, RequestErrors } from './operation.js';
import { attach } from './protocol.js';
import type { Connection, Streams } from './streams.js';

export interface SocketParts {
  readonly streams: Streams;
  readonly limits: StreamLimits;
  /** Whether this is what the explorer shows. */
  readonly isExplorer: (shown: unknown) => boolean;
  readonly claimsOf: (authorization: string | undefined, request: IncomingMessage) => Promise<Claims | null>;
}

const LARGEST_MESSAGE = 65_536;
const INIT_TIMEOUT_MS = 3_000;
/** How long a peer may take to answer our close; one that is frozen, or means harm, never does. */
const CLOSE_MS = 2_000;
/** setTimeout counts in 32 bits. */
const LONGEST_TIMER_MS = 2_147_483_647;
/** Try again later: clients do, after a while. */
const TRY_AGAIN = 1013;

interface Extra extends Record<PropertyKey, unknown> {
  language?: Language;
  connection?: Connection;
  isNobody?: boolean;
  expiry?: NodeJS.Timeout;
}

/** What onSubscribe finds out, for subscribe. */
interface Asked {
  readonly context: SocketContext<Record<string, unknown>, SocketExtra & Partial<Extra>>;
  readonly id: string;
  readonly following: Following;
  readonly ending: Ending;
}

/**
 * graphql-transport-ws on /graphql, for subscriptions. Who speaks, and in which language, is said in connection_init, see {@link credentialsOf}; the socket closes with 4403 when
 * the token is not accepted, not any more, and when it expires. graphql-ws speaks the protocol; what streams tell goes past it to the socket, as bytes that all of
 * a channel share.
 */
export function serveSockets(server: Server, { streams, limits, isExplorer, claimsOf }: SocketParts): { stop(): Promise<void> } {
  const sockets = new WebSocketServer({
    ...{ server, path: '/graphql', maxPayload: LARGEST_MESSAGE, perMessageDeflate: false },
    // Its headers are not read yet, so that the answer is in both languages.
    verifyClient: ({ req }, answer) =>
      isUtf8Address(req.url ?? '') ? answer(true) : answer(false, 400, NOT_UTF8_ADDRESS, { 'content-type': 'text/plain; charset=utf-8' }),
    // Whoever does not answer our close is cut off, also who was told to go after INIT_TIMEOUT_MS. The package's types do not know it.
    ...{ closeTimeout: CLOSE_MS },
  });

  const disposable = attach<Record<string, unknown>, Extra>(
    {
      // It neither warns of old clients in the log nor tells a client the words of an error.
      isProd: true,
      connectionInitWaitTimeout: INIT_TIMEOUT_MS,
      async onConnect({ connectionParams, extra }) {
        const { socket, request } = extra as unknown as SocketExtra;
        const language = languageOf(acceptLanguageOf(connectionParams, request));
        extra.language = language;
        const credentials = credentialsOf(connectionParams, request);
        if ('fault' in credentials) {
          socket.close(CloseCode.BadRequest, halvesOf(credentials.fault)[language]);
          return false;
        }
        const claims = await claimsOf(credentials.authorization ?? undefined, request).catch((error: unknown) => {
          if (error instanceof Fault && error.code === 'RATE_LIMITED') socket.close(TRY_AGAIN, error.code);
          return undefined;
        });
        if (claims === undefined) return false;
        const revoked = () => closeLater(socket, CloseCode.Forbidden, 'Token revoked');
        // A socket that closed meanwhile would leave its place and its timer behind.
        const isWanted = () => socket.readyState === socket.OPEN;
        const connection = await streams
          .connect({ claims, language, isExplorer: isExplorer(connectionParams?.explorer) }, revoked, isWanted)
          .catch((error: unknown) => {
            const { code } = streams.formatted(error, language).extensions!;
            if (code === 'AT_CAPACITY' || code === 'UNAVAILABLE') socket.close(TRY_AGAIN, code);
            else if (code === 'INTERNAL') socket.close(CloseCode.InternalServerError, 'Internal server error');
            // A token whose person or client is nobody here is not accepted either.
            return null;
          });
        if (!connection) return false;
        extra.connection = connection;
        extra.isNobody = claims === null;
        request.socket.on('drain', () => connection.resume());
        if (claims) {
          const left = Math.min(claims.expiresAt.getTime() - Date.now(), LONGEST_TIMER_MS);
          extra.expiry = setTimeout(() => socket.close(CloseCode.Forbidden, 'Token expired'), left);
        }
        return true;
      },
      onDisconnect({ extra }) {
        clearTimeout(extra.expiry);
        extra.connection?.close();
      },
      async onSubscribe(context, id, payload) {
        const ending = new Ending();
        // Told apart from others under its id, and ended with it.
        context.subscriptions[id] = ending;
        const isWanted = () => context.subscriptions[id] === ending;
        try {
          if (Object.keys(context.subscriptions).length > MOST_SUBSCRIPTIONS)
            throw new Fault(
              'AT_CAPACITY',
              'A socket carries up to {max} subscriptions. Complete some, or open another one. 一个 WebSocket 最多承载 {max} 个订阅，请先结束一些或另开连接。',
              {},
              { max: MOST_SUBSCRIPTIONS },
            );
          if (context.extra.isNobody && hasTokenBeside(payload)) throw new Fault('BAD_REQUEST', TOKEN_PLACE);
          const following = await streams.followingOf(context.extra.connection!, payload);
          if (!isWanted()) return unwanted();
          const asked = { context, id, following, ending } as unknown as Asked;
          const { document, operation } = following;
          return {
            schema: streams.schema,
            document,
            operationName: operation.name?.value,
            variableValues: payload.variables,
            contextValue: asked,
          };
        } catch (error) {
          return isWanted() ? errorsOf(error) : unwanted();
        }
      },
      async subscribe({ variableValues, contextValue }) {
        const { context, id, following, ending } = contextValue as Asked;
        const { connection, socket, request } = context.extra;
        const sink = new FrameSink(
          request.socket,
          id,
          () => socket.readyState === socket.OPEN,
          (error) => {
            ending.end(error);
            if (error?.extensions?.code === 'SLOW_CONSUMER') closeLater(socket, TRY_AGAIN, 'SLOW_CONSUMER');
          },
        );
        const isWanted = () => context.subscriptions[id] === ending;
        try {
          const subscription = await streams.follow(connection!, following, variableValues, sink, { isWanted });
          ending.onReturn = () => subscription?.close();
          if (isWanted()) return ending as never;
          subscription?.close();
        } catch (error) {
          if (isWanted()) return { errors: errorsOf(error) };
        }
        return unwanted();
      },
      // graphql-ws would take what only a server says for a fault of ours.
      jsonMessageReviver: (key, value) => {
        if (key !== '') return value;
        if (isOfServers(value)) throw new Error('Only the server says this.');
        return withQuery(value);
      },
      // A pong as large as its ping would be for whoever asks and reads nothing.
      jsonMessageReplacer: (key, value) => (key === '' && value.type === 'pong' ? { type: value.type } : value),
      onError: ({ extra }, _id, _payload, errors) => errors.map((error) => formatted(streams, error, extra.language!)) as never,
      onNext: ({ extra }, _id, _payload, _args, result) =>
        ({ errors: result.errors!.map((error) => formatted(streams, error, extra.language!)) }) as never,
    },
    sockets,
  );
  sockets.on('connection', (socket) => {
    if (sockets.clients.size > limits.connections) socket.close(TRY_AGAIN, 'AT_CAPACITY');
  });

  return {
    async stop() {
      const deadline = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, CLOSE_MS);
      await disposable.dispose();
      clearTimeout(deadline);
    },
  };
}

const isOfServers = (message: unknown): boolean => ['connection_ack', 'next', 'error'].includes(Object(message).type);

/** Who names a document by its id need send no text; graphql-ws asks for one. */
function withQuery(message: unknown): unknown {
  const { type, payload } = Object(message);
  if (type === 'subscribe' && namesDocument(Object(payload))) payload.query ??= '';
  return message;
}

/** Never: graphql-ws would take the end of what nobody wants any more for the end of what has its id by then. */
const unwanted = (): Promise<never> => new Promise(() => {});

/** After what graphql-ws is about to say. */
const closeLater = (socket: WebSocket, code: number, reason: string): void => void setImmediate(() => socket.close(code, reason));

/** Whatever was thrown, as graphql-ws takes it; its message is written in onError and onNext alone. */
function errorsOf(error: unknown): readonly GraphQLError[] {
  if (error instanceof RequestErrors) return error.errors;
  return [error instanceof GraphQLError ? error : new GraphQLError(String(error), { originalError: error as Error })];
}

const formatted = (streams: Streams, error: GraphQLError, language: Language): GraphQLFormattedError =>
  error.originalError instanceof Ended ? error.originalError.said : streams.formatted(error, language);

/** Why a stream ended, as it is said to the client. */
class Ended extends Error {
  constructor(readonly said: GraphQLFormattedError) {
    super(said.message);
  }
}

/** What graphql-ws waits for while a stream runs: no results, only its end. */
class Ending implements AsyncGenerator<never, void, void> {
  onReturn: () => void = () => {};
  readonly #end = Promise.withResolvers<IteratorReturnResult<void>>();

  constructor() {
    this.#end.promise.catch(() => {});
  }

  end(error: GraphQLFormattedError | null): void {
    if (error) this.#end.reject(new Ended(error));
    else this.#end.resolve({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<never, void>> {
    return this.#end.promise;
  }

  async return(): Promise<IteratorResult<never, void>> {
    this.onReturn();
    return { done: true, value: undefined };
  }

  throw(error: unknown): Promise<IteratorResult<never, void>> {
    this.onReturn();
    this.#end.reject(error);
    return this.#end.promise;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
