import { nameOf } from '../modules/partners/document-names.js';

/** A document as a manifest has it: its text, and what the manifest calls it. */
export interface ManifestDocument {
  readonly alias: string;
  readonly source: string;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The documents of a manifest: of Apollo (generate-persisted-query-manifest), or one that maps ids to texts, as Relay's compiler (persistConfig), the client
 * preset of GraphQL Code Generator (persistedDocuments) and Hive write it. Throws where it is none of these.
 */
export function documentsIn(text: string): readonly ManifestDocument[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new Error('The manifest is not JSON.');
  }
  if (!isRecord(manifest)) throw new Error('The manifest is no object.');
  const documents = 'format' in manifest ? ofApollo(manifest) : Object.entries(manifest).map(([alias, source]) => ({ alias, source }));
  if (documents.length === 0) throw new Error('The manifest has no documents.');
  return documents.map(({ alias, source }) => {
    if (typeof alias !== 'string' || typeof source !== 'string') throw new Error('The manifest maps ids to something else than texts.');
    return { alias, source };
  });
}

function ofApollo({ format, version, operations }: Readonly<Record<string, unknown>>) {
  if (format !== 'apollo-persisted-query-manifest' || version !== 1)
    throw new Error(`A manifest of the format ${String(format)}, version ${String(version)}, is not known.`);
  if (!Array.isArray(operations)) throw new Error('The manifest has no list of operations.');
  return operations.map((operation) => ({ alias: Object(operation).id as unknown, source: Object(operation).body as unknown }));
}

/** The documents of several manifests. The same document in two of them is one; it keeps the name that is not its SHA-256. */
export function merged(manifests: readonly (readonly ManifestDocument[])[]): readonly ManifestDocument[] {
  const bySource = new Map<string, ManifestDocument>();
  for (const documents of manifests) {
    for (const document of documents) {
      const known = bySource.get(document.source);
      if (!known || nameOf(known).alias === null) bySource.set(document.source, document);
      else if (nameOf(document).alias !== null && document.alias !== known.alias)
        throw new Error(`The manifests call one document ${known.alias} and ${document.alias}: it has one name.`);
    }
  }
  return [...bySource.values()];
}
