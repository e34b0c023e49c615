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
    manifest = JSON.parse(text);
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
  return (operations as readonly { readonly id?: unknown; readonly body?: unknown }[]).map(({ id, body }) => ({ alias: id, source: body }));
}
