import { createHash } from 'node:crypto';
import type { Claims } from '../auth/token.js';
import type { Viewer } from '../auth/viewer.js';
import { Fault, type FaultCode } from '../kernel/errors.js';

/** A document that a client may run by its id. */
export interface PersistedDocument {
  /** Bare UUID of its row; null for those that come with the product. */
  readonly id: string | null;
  /** Of the source, in small hexadecimal letters. */
  readonly sha256: string;
  readonly source: string;
  /** Set where its version is deprecated. */
  readonly deprecation: Deprecation | null;
}

export interface Deprecation {
  readonly version: string;
  readonly since: Date;
  readonly sunset: Date;
}

/** What a client may still spend, in cost units. */
export interface Throttle {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  /** Units that come back each second. */
  readonly restoreRate: number;
}

/** The budget of a client. */
export interface Budget {
  throttle(): Throttle;
  /** Throws RATE_LIMITED where there is not so much left, COST_LIMIT where there never will be. */
  spend(cost: number): void;
}

/** What a registered client may run. */
export interface ClientDocuments {
  readonly budget: { readonly units: number; readonly perSecond: number };
  /** By SHA-256, alias or app~version~hash. */
  find(id: string): PersistedDocument | undefined;
  /** Whether the document may still be run. */
  holds(document: PersistedDocument): boolean;
}

export interface Registry {
  /** Null for a client that is not registered. */
  documentsOf(jurisdictionId: string, client: string): Promise<ClientDocuments | null>;
}

/** Who sends a request, as far as it matters to what they may send. */
export interface Sender {
  readonly claims: Claims | null;
  readonly viewer: Viewer;
  /** Whether it is the explorer that asks for them. */
  readonly isExplorer: boolean;
  /** Whether it came through a router, which makes documents of its own. */
  readonly isRouted: boolean;
}

/** What a client sends. Values are as they came. */
export interface DocumentRequest {
  readonly query?: unknown;
  readonly documentId?: unknown;
  /** Relay's. */
  readonly id?: unknown;
  readonly doc_id?: unknown;
  readonly extensions?: unknown;
}

/** What is to be run: a text, and the document that a client was let run by it. */
export interface Admitted {
  readonly query: unknown;
  readonly document: PersistedDocument | null;
}

/** A client that carries this scope may send documents of its own. */
const ADHOC_SCOPE = 'graphql:adhoc';

const notFound = (): Fault =>
  new Fault(
    'PERSISTED_DOCUMENT_NOT_FOUND',
    'This client runs no document with this id: publish it in a version of the app. 该客户端没有此标识的文档，请在应用版本中发布。',
  );
const mismatch = (): Fault =>
  new Fault(
    'DOCUMENT_ID_MISMATCH',
    'The request names several documents: send one id, or a text with its own hash. 请求指定了不同的文档，请只发送一个标识，或文档及其自身的哈希。',
  );
const required = (): Fault =>
  new Fault(
    'PERSISTED_DOCUMENT_REQUIRED',
    'Send the id of a published document: texts are not run here. 请发送已发布文档的标识，此处不执行文档文本。',
  );
/** Whatever is answered as a client of HTTP expects: with a status of its own. */
export const refusalsOfDocuments: ReadonlySet<string> = new Set<FaultCode>([
  'BAD_REQUEST',
  'DOCUMENT_ID_MISMATCH',
  'PERSISTED_DOCUMENT_NOT_FOUND',
  'PERSISTED_DOCUMENT_REQUIRED',
]);
/** What a stream is told whose document may not run any more. */
export const withdrawn = notFound;

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Documents that come with the product. */
export interface OwnDocuments {
  /** Everybody runs them, by id or text. */
  readonly ofTools: readonly string[];
  /** Everybody but partners runs them, by id. */
  readonly ofBoard: readonly string[];
}

/** A document that comes with the product. */
export const ownDocument = (source: string): PersistedDocument => ({ id: null, sha256: sha256Of(source), source, deprecation: null });

const bySha256 = (sources: readonly string[]): ReadonlyMap<string, PersistedDocument> =>
  new Map(sources.map(ownDocument).map((document) => [document.sha256, document]));

const DIGEST = /^[0-9a-f]{64}$/;

/**
 * Decides which documents run, before anything is parsed. Ids come in the forms of GraphQL over HTTP (`documentId`, with or without `sha256:`), Apollo
 * (`extensions.persistedQuery`), Relay (`id`, `doc_id`) and Hive (`app~version~hash`). A client runs what its own active and deprecated versions hold;
 * unknown, foreign and retired ids are answered alike, and so is whoever is no registered client.
 */
export class Gate {
  readonly #ofTools: ReadonlyMap<string, PersistedDocument>;
  readonly #ofBoard: ReadonlyMap<string, PersistedDocument>;

  constructor(
    private readonly registry: Registry,
    documents: OwnDocuments,
    /** Whether anybody but the explorer and routers may send texts. */
    private readonly takesTexts: boolean,
  ) {
    this.#ofTools = bySha256(documents.ofTools);
    this.#ofBoard = bySha256(documents.ofBoard);
  }

  /** Throws the Faults PERSISTED_DOCUMENT_NOT_FOUND, PERSISTED_DOCUMENT_REQUIRED, DOCUMENT_ID_MISMATCH and BAD_REQUEST. */
  async admit(request: DocumentRequest, sender: Sender): Promise<Admitted> {
    const text = typeof request.query === 'string' && request.query !== '' ? request.query : null;
    const [id, other] = new Set(idsIn(request));
    if (other !== undefined) throw mismatch();
    if (id === undefined) {
      if (this.#takesTextOf(sender)) return { query: request.query, document: null };
      const ofTool = text !== null && this.#ofTools.get(sha256Of(text));
      if (!ofTool) throw required();
      return { query: text, document: ofTool };
    }
    const sha256 = text === null ? null : sha256Of(text);
    const isDigest = DIGEST.test(id);
    if (sha256 !== null && isDigest && sha256 !== id) throw mismatch();
    const document = (await this.#documentsOf(sender))?.find(id) ?? this.#ofTools.get(id) ?? this.#boardsFor(sender, id);
    if (document) {
      if (sha256 !== null && sha256 !== document.sha256) throw mismatch();
      return { query: document.source, document };
    }
    // A text with its own hash is a text: Apollo's clients send it after an id that was not found.
    if (sha256 !== null && isDigest && this.#takesTextOf(sender)) return { query: text, document: null };
    throw notFound();
  }

  /** A partner runs what it has published, and pays for it. */
  #boardsFor({ claims }: Sender, id: string): PersistedDocument | undefined {
    return claims?.client?.role === 'PARTNER' ? undefined : this.#ofBoard.get(id);
  }

  #takesTextOf({ claims, viewer, isExplorer, isRouted }: Sender): boolean {
    const isPartner = claims?.client?.role === 'PARTNER';
    if (isPartner && !claims.scopes.includes(ADHOC_SCOPE)) return false;
    return this.takesTexts || isExplorer || isRouted || viewer.routes !== null;
  }

  async #documentsOf({ claims, viewer }: Sender): Promise<ClientDocuments | null> {
    if (!claims?.clientId || !viewer.jurisdiction) return null;
    return this.registry.documentsOf(viewer.jurisdiction.id, claims.clientId);
  }
}

/** Whether a request names a document by some id, right or wrong. */
export const namesDocument = ({ documentId, id, doc_id, extensions }: DocumentRequest): boolean =>
  [documentId, id, doc_id, Object(extensions).persistedQuery].some((given) => given != null);

/** The ids that a request names. Throws BAD_REQUEST for what cannot be one. */
function idsIn({ documentId, id, doc_id, extensions }: DocumentRequest): string[] {
  const { persistedQuery } = Object(extensions) as { readonly persistedQuery?: unknown };
  const { sha256Hash, version } = Object(persistedQuery) as { readonly sha256Hash?: unknown; readonly version?: unknown };
  if (persistedQuery != null && (version !== 1 || sha256Hash == null))
    throw new Fault(
      'BAD_REQUEST',
      'extensions.persistedQuery takes version 1 and a sha256Hash. extensions.persistedQuery 应含 version 1 和 sha256Hash。',
    );
  return [documentId, id, doc_id, sha256Hash].flatMap((given) => {
    if (given == null || given === '') return [];
    if (typeof given !== 'string') throw new Fault('BAD_REQUEST', 'The id of a document is a text. 文档标识应为字符串。');
    const digest = given.startsWith('sha256:') ? given.slice('sha256:'.length) : given;
    return DIGEST.test(digest) ? [digest] : [given];
  });
}

/** What is left of a request's extensions for whoever runs it; undefined for nothing. */
export function withoutPersistedQuery(extensions: unknown): unknown {
  if (typeof extensions !== 'object' || extensions === null || !('persistedQuery' in extensions)) return extensions;
  const { persistedQuery: _, ...rest } = extensions;
  return Object.keys(rest).length > 0 ? rest : undefined;
}
