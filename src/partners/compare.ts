import { createHash } from 'node:crypto';
import { type GraphQLSchema, Kind, parse, validate } from 'graphql';
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

const hashOf = (source: string): string => createHash('sha256').update(source).digest('hex');

export async function compare(graph: Graph, app: App, documents: readonly ManifestDocument[]): Promise<Comparison> {
  const schema = await graph.schema();
  const running = app.versions.nodes.filter(({ state }) => state === 'ACTIVE' || state === 'DEPRECATED');
  const published = new Map<Version, readonly PublishedDocument[]>();
  for (const version of running) published.set(version, await graph.documentsOf(version.id));
  // Newest first.
  const before = running.find(({ state }) => state === 'ACTIVE') ?? null;
  const old = new Map((before ? published.get(before)! : []).map((document) => [document.operationName, document.hash]));
  const fresh = new Map(documents.map(({ source }) => [nameOf(source), hashOf(source)]));
  const names = [...fresh.keys()];
  return {
    before: before?.name ?? null,
    added: names.filter((name) => !old.has(name)),
    changed: names.filter((name) => old.has(name) && old.get(name) !== fresh.get(name)),
    removed: [...old.keys()].filter((name) => !fresh.has(name)),
    unchanged: names.filter((name) => old.get(name) === fresh.get(name)).length,
    wrong: documents.flatMap(({ source }) => faultsOf(schema, source).map((fault) => `${nameOf(source)}: ${fault}`)),
    broken: [...published].flatMap(([version, all]) =>
      all.flatMap(({ source, operationName }) => faultsOf(schema, source).map((fault) => `${version.name} ${operationName}: ${fault}`)),
    ),
  };
}

function nameOf(source: string): string {
  try {
    const operation = parse(source).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    return operation?.name?.value ?? hashOf(source);
  } catch {
    return hashOf(source);
  }
}

function faultsOf(schema: GraphQLSchema, source: string): readonly string[] {
  try {
    return validate(schema, parse(source)).map(({ message }) => message);
  } catch (error) {
    return [(error as Error).message];
  }
}
