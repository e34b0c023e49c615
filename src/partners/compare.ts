import { type GraphQLSchema, Kind, parse, validate } from 'graphql';
import { digestOf, nameOf, sameBefore } from '../modules/partners/document-names.js';
import type { App, Graph, PublishedDocument, Version } from './graph.js';
import type { ManifestDocument } from './manifest.js';

/** What a new version changes, and what does not run any more. */
export interface Comparison {
  /** The newest active version, which the new one is compared with; null for the first. */
  readonly before: string | null;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
  /** Documents of the manifest that the schema does not allow, and why. */
  readonly wrong: readonly string[];
  /** Documents of versions that still run, which the schema does not allow any more. */
  readonly broken: readonly string[];
}

const hashOf = (source: string): string => digestOf('sha256', source);

export async function compare(graph: Graph, app: App, documents: readonly ManifestDocument[]): Promise<Comparison> {
  const schema = await graph.schema();
  const running = app.versions.nodes.filter(({ state }) => state === 'ACTIVE' || state === 'DEPRECATED');
  const published = new Map<Version, readonly PublishedDocument[]>();
  for (const version of running) published.set(version, await graph.documentsOf(version.id));
  // Newest first.
  const before = running.find(({ state }) => state === 'ACTIVE') ?? null;
  const old = before ? published.get(before)! : [];
  const fresh = documents.map(({ source }) => ({ operationName: operationOf(source), hash: hashOf(source) }));
  const [come, gone] = [namesMissingIn(old, fresh), namesMissingIn(fresh, old)];
  const [changed, added] = split(come, gone);
  const [, removed] = split(gone, come);
  const same = sameBefore(documents);
  return {
    before: before?.name ?? null,
    added,
    changed,
    removed,
    unchanged: fresh.length - come.length,
    wrong: documents.flatMap((document, n) => {
      const before = same[n];
      const faults = [
        ...(nameOf(document).isWrong ? [`${document.alias} is not the hash of the document`] : []),
        ...(before === undefined ? [] : [`${document.alias} is what another document is called, too`]),
        ...faultsOf(schema, document.source),
      ];
      return faults.map((fault) => `${operationOf(document.source)}: ${fault}`);
    }),
    broken: [...published].flatMap(([version, all]) =>
      all.flatMap(({ source, operationName }) => faultsOf(schema, source).map((fault) => `${version.name} ${operationName}: ${fault}`)),
    ),
  };
}

interface Operation {
  readonly operationName: string;
  readonly hash: string;
}

/** The names of operations that are not among others. Several documents may have operations of one name. */
const namesMissingIn = (others: readonly Operation[], operations: readonly Operation[]): readonly string[] =>
  operations.filter(({ hash }) => !others.some((other) => other.hash === hash)).map(({ operationName }) => operationName);

/** The names of a list that stand in another one, as often as there; and those that do not. */
function split(names: readonly string[], others: readonly string[]): readonly [common: readonly string[], rest: readonly string[]] {
  const [common, rest, left]: [string[], string[], string[]] = [[], [], [...others]];
  for (const name of names) {
    const at = left.indexOf(name);
    if (at >= 0) left.splice(at, 1);
    (at >= 0 ? common : rest).push(name);
  }
  return [common, rest];
}

const operationsOf = (source: string) => parse(source).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);

function operationOf(source: string): string {
  try {
    return operationsOf(source)[0]?.name?.value ?? hashOf(source);
  } catch {
    return hashOf(source);
  }
}

function faultsOf(schema: GraphQLSchema, source: string): readonly string[] {
  try {
    const [operation, another] = operationsOf(source);
    if (another) return ['It has more than one operation.'];
    if (operation && !operation.name) return ['Its operation has no name.'];
    return validate(schema, parse(source)).map(({ message }) => message);
  } catch (error) {
    return [(error as Error).message];
  }
}
