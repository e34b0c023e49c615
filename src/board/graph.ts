import { post } from '../explorer/connection.js';
import type { Identity } from '../explorer/identity.js';
import type { TypedDocumentString } from './generated/graphql.js';

/** What the graph says is wrong. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** The id by which the server knows a document. The build leaves nothing else of it. */
export const idOf = (document: TypedDocumentString<unknown, never>): string =>
  (document as unknown as { readonly __meta__: { readonly hash: string } }).__meta__.hash;

/** Asks by HTTP. Throws a Refusal where the answer is not whole, and whatever fetch throws where nobody answers. */
export async function ask<Data, Variables>(
  identity: Identity,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const documentId = idOf(document);
  const response = await post(identity, { documentId, variables });
  const { data, errors: [error] = [] } = (await response.json()) as Answer<Data>;
  if (!error && data) return data;
  const code = error?.extensions?.code ?? String(response.status);
  if (code === 'PERSISTED_DOCUMENT_NOT_FOUND') reloadOnceFor(documentId);
  throw new Refusal(code, error?.message ?? code);
}

/** A server of another version does not know this page's documents. It has a page that fits. */
function reloadOnceFor(documentId: string): void {
  const RELOADED = 'mulin:reloaded';
  if (sessionStorage.getItem(RELOADED) === documentId) return;
  sessionStorage.setItem(RELOADED, documentId);
  location.reload();
}

interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** All rows of a connection, page by page. */
export async function allOf<Node>(read: (after: string | null) => Promise<Page<Node>>): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | null = null;
  do {
    const page: Page<Node> = await read(after);
    nodes.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return nodes;
}
