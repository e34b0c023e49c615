import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import type { GraphQLSchema } from 'graphql';
import type { Claims } from '../auth/token.js';
import type { Viewer } from '../auth/viewer.js';
import type { Admission } from '../graph/admission.js';
import { planOf, readWhole, variablesOf } from '../graph/answer.js';
import type { Context } from '../graph/context.js';
import { readDocument, reasonOf } from '../graph/document-check.js';
import { estimateOf } from '../graph/estimates.js';
import { type Column, type Listing, listingOf, PAGE_AFTER, PAGE_INFO, PAGE_SIZE, type PageOfRows } from '../graph/listing.js';
import type { Admitted, DocumentRequest, Gate } from '../graph/persisted.js';
import { badInput, Fault } from '../kernel/errors.js';
import { type Export, recordExport } from '../modules/audit/commands/record-export.js';
import type { Contexts } from './contexts.js';
import {
  answersOptions,
  authorizationOf,
  EXPLORER_HEADER,
  GET_OR_POST,
  givenIn,
  languageOf,
  parseBody,
  readBody,
  refuseMisplacedToken,
} from './request.js';

/** A file that lists are written into. */
interface Format {
  readonly action: Export['action'];
  readonly contentType: string;
  readonly extension: string;
  /** Throws BAD_USER_INPUT for a list that cannot be written so. */
  readonly demand: (columns: readonly Column[]) => void;
  /** The text before, of each page, and after. */
  readonly head: (columns: readonly Column[]) => string;
  readonly page: (rows: readonly unknown[], columns: readonly Column[], isFirst: boolean) => string;
  readonly tail: string;
}

export interface ExportParts {
  readonly clients: { readonly schema: GraphQLSchema };
  readonly admission: Admission;
  readonly gate: Gate;
  readonly contexts: Contexts;
  readonly isExplorer: (shown: unknown) => boolean;
  readonly addressOf: (request: IncomingMessage) => string;
}

const nameOf = ({ path }: Column): string => path.join('.');

const valueAt = (row: unknown, path: Column['path']): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], row) ?? null;

/** The columns, without those of places in short lists that none of the rows has; where there are no rows, all of them. */
const columnsIn = (columns: readonly Column[], rows: readonly unknown[]): readonly Column[] =>
  columns.filter(({ path }) => {
    const place = path.findIndex((key) => typeof key === 'number');
    return place < 0 || rows.length === 0 || rows.some((row) => valueAt(row, path.slice(0, place + 1)) !== null);
  });

/** A list of values is one cell. */
function cellOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cellOf).join('; ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/**
 * RFC 4180, with the mark that Excel knows UTF-8 by. A text that a spreadsheet would take for a formula gets an apostrophe in front. A single CR or LF ends a
 * row for most programs, too: what stood after it would be a cell of its own, formula or not.
 */
const csvOf = (rows: readonly (readonly unknown[])[], bom = false): string =>
  stringify(rows as unknown[][], {
    bom,
    escape_formulas: true,
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
    cast: { boolean: String },
  });

const csv: Format = {
  action: 'exportCsv',
  contentType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  demand() {},
  head: (columns) => csvOf([columns.map(nameOf)], true),
  page: (rows, columns) => csvOf(rows.map((row) => columns.map(({ path }) => cellOf(valueAt(row, path))))),
  tail: '',
};

/** A FeatureCollection (RFC 7946): the one geometry of each row, and the other columns as properties. */
const geoJson: Format = {
  action: 'exportGeoJson',
  contentType: 'application/geo+json',
  extension: 'geojson',
  demand(columns) {
    if (columns.filter(({ isGeometry }) => isGeometry).length !== 1)
      throw badInput(
        'Select one geometry of each row, such as boundary or location. 请为每行选择一个地理图形字段，如 boundary 或 location。',
      );
  },
  head: () => '{"type":"FeatureCollection","features":[',
  page(rows, columns, isFirst) {
    const geometry = columns.find(({ isGeometry }) => isGeometry)!;
    const others = columns.filter((column) => column !== geometry);
    const features = rows.map((row) =>
      JSON.stringify({
        type: 'Feature',
        geometry: valueAt(row, geometry.path),
        properties: Object.fromEntries(others.map((column) => [nameOf(column), valueAt(row, column.path)])),
      }),
    );
    return (isFirst || features.length === 0 ? '' : ',') + features.join(',');
  },
  tail: ']}',
};

/** By the path of their address. */
export const formats: ReadonlyMap<string, Format> = new Map([
  ['/graphql/csv', csv],
  ['/graphql/geojson', geoJson],
]);

/** As many rows as a connection answers at most. A query that would cost too much is read in smaller pages. */
const LARGEST_PAGE = 100;

/**
 * The list of a query as a file, by POST and GET, sent page by page as the client takes it. Each page is read with the rights of that moment and admitted like a
 * request of its own; who takes which columns is in the audit log before the first row leaves. What fails later breaks the transfer off.
 */
export async function exportList(
  parts: ExportParts,
  request: IncomingMessage,
  response: ServerResponse,
  search: string,
  format: Format,
): Promise<void> {
  const { method, headers } = request;
  if (answersOptions(request, response, GET_OR_POST)) return;
  const asked = method === 'POST' ? parseBody(headers, await readBody(request)) : givenIn(search);
  refuseMisplacedToken(request, asked);
  const reads = new Reads(parts, request, response, await parts.contexts.claimsOf(authorizationOf(request), parts.addressOf(request)));
  const { listing, variables } = await reads.begin(Object(asked));
  format.demand(listing.columns);
  const pages = reads.pagesOf(listing, variables);
  const first = await pages.next();
  // Where all rows come at once, they tell how long their short lists are.
  const columns = listing.pages || first.done ? listing.columns : columnsIn(listing.columns, first.value);
  const { rowTypes, relatedTypes } = listing;
  await reads.record({ action: format.action, rowTypes, relatedTypes, columns: columns.map(nameOf) });
  response.writeHead(200, {
    'content-type': format.contentType,
    'content-disposition': `attachment; filename="${listing.path.at(-1)}.${format.extension}"`,
    'cache-control': 'no-store',
  });
  await pipeline(async function* () {
    yield format.head(columns);
    if (!first.done) yield format.page(first.value, columns, true);
    for await (const rows of pages) yield format.page(rows, columns, false);
    yield format.tail;
  }, response);
}

/** What one export reads, each time in a context of its own. */
class Reads {
  readonly #language;
  #asked: DocumentRequest = {};

  constructor(
    private readonly parts: ExportParts,
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly claims: Claims | null,
  ) {
    this.#language = languageOf(request);
  }

  /** The list that is asked for, and the coerced variables. Throws the Faults of a request. */
  begin(asked: DocumentRequest & { readonly variables?: unknown }): Promise<{ listing: Listing; variables: Record<string, unknown> }> {
    const { clients, admission } = this.parts;
    const { schema } = clients;
    return this.#within(async ({ asker, viewer, reader }) => {
      const waiting = admission.turns.begin(asker);
      if (waiting) await waiting;
      this.#asked = asked;
      const { query } = await this.#admitted(viewer);
      if (typeof query !== 'string') throw new Fault('BAD_REQUEST', 'Send the document as query. 请以 query 发送文档。');
      const given = asked.variables ?? {};
      if (typeof given !== 'object' || Array.isArray(given)) throw new Fault('BAD_REQUEST', 'variables is an object. variables 应为对象。');
      const { document, operation } = documentOf(schema, query);
      await admission.turns.breathe(asker);
      const variables = variablesOf(schema, operation, given as Record<string, unknown>);
      if (!variables) throw badInput('The variables do not fit the document. 变量与文档不符。');
      // The kind of gap that is asked for says what its rows are.
      const chosenBy = (field: string, args: Readonly<Record<string, unknown>>) => {
        const root = reader.catalog.roots.get(field)?.root;
        return root?.kind === 'chosen' ? (root.lists[String(args[root.by])]?.noun ?? null) : null;
      };
      return { listing: listingOf(schema, document, operation, variables, chosenBy), variables };
    });
  }

  /** Throws the Faults of the gate. */
  #admitted(viewer: Viewer): Promise<Admitted> {
    const { gate, isExplorer } = this.parts;
    const isFromExplorer = isExplorer(this.request.headers[EXPLORER_HEADER]);
    return gate.admit(this.#asked, { claims: this.claims, viewer, isExplorer: isFromExplorer, isRouted: false });
  }

  /** The rows, page by page. A page is as large as the limit of costs allows. */
  async *pagesOf(listing: Listing, variables: Record<string, unknown>): AsyncGenerator<readonly unknown[]> {
    const { path, pages } = listing;
    if (!pages) return yield rowsOf(valueAt(await this.#read(listing, variables), path));
    let { after } = pages;
    let size = LARGEST_PAGE;
    for (let left = pages.most ?? Number.POSITIVE_INFINITY; left > 0; ) {
      const first = Math.min(size, left);
      const data = await this.#read(listing, { ...variables, [PAGE_SIZE]: first, [PAGE_AFTER]: after }).catch((error: unknown) => {
        if (!(error instanceof Fault) || error.code !== 'COST_LIMIT' || first === 1) throw error;
        size = Math.ceil(first / 2);
        return null;
      });
      if (data === null) continue;
      const page = valueAt(data, path) as PageOfRows | null;
      if (!page) return;
      yield page.nodes;
      const { hasNextPage, endCursor } = page[PAGE_INFO];
      if (!hasNextPage) return;
      after = endCursor;
      left -= page.nodes.length;
    }
  }

  record(what: Export): Promise<void> {
    return this.#within(({ commandContext }) => recordExport(commandContext(), what));
  }

  #read({ document, operation }: Listing, variables: Record<string, unknown>): Promise<unknown> {
    const { clients, admission } = this.parts;
    return this.#within(async (context) => {
      const cost = estimateOf(clients.schema, document, operation, variables);
      // The document may have been retired since the last page.
      await this.#admitted(context.viewer);
      const plan = planOf(context, document, operation, variables);
      context.budget?.spend(cost.total);
      await admission.enter(context.asker, cost, false);
      const json = plan && (await readWhole(context, plan, variables));
      // What is wrong with one field of an answer has no place in a file.
      if (!json)
        throw badInput(
          'It cannot be read as a list. Ask for it at /graphql, which says why. 无法作为列表读取，请在 /graphql 查询以了解原因。',
        );
      return JSON.parse(json);
    });
  }

  /** A context of its own, whose turns and locks are given back at the end or when the client has gone. */
  async #within<T>(act: (context: Context) => Promise<T>): Promise<T> {
    const { parts, request, response } = this;
    const closing = new Set<() => void>();
    const close = () => {
      for (const listener of closing) listener();
      closing.clear();
    };
    response.once('close', close);
    const onClose = (listener: () => void) => {
      closing.add(listener);
      return () => closing.delete(listener);
    };
    const asked = { address: parts.addressOf(request), language: this.#language, size: 0, onClose };
    const context = await parts.contexts.contextFor(this.claims, asked);
    try {
      return await act(context);
    } finally {
      context.asker.leave();
      response.off('close', close);
      close();
    }
  }
}

/** A list, or the one object that is there. */
const rowsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === null ? [] : [value]);

/** Throws GRAPHQL_VALIDATION_FAILED for what is no valid document of one operation. */
function documentOf(schema: GraphQLSchema, text: string): ReturnType<typeof readDocument> {
  try {
    return readDocument(schema, text);
  } catch (error) {
    const reason = error instanceof Fault ? null : reasonOf(error)?.replace(/\.$/, '');
    if (reason == null) throw error;
    throw new Fault('GRAPHQL_VALIDATION_FAILED', 'The document is not valid: {reason}. 文档无效：{reason}。', {}, { reason });
  }
}
