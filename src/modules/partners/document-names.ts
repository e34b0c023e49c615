import { createHash } from 'node:crypto';

/** What documents of a version are called. The server and mulin-partners judge it alike. */

export interface Named {
  /** What a manifest calls it; null for nothing. */
  readonly alias: string | null;
  readonly source: string;
}

/** Digests that manifests name documents by, by the number of their hexadecimal digits. */
const digests: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256' };

export const digestOf = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

/** What a document is run by beside its SHA-256; a digest that is not that of the text is no name of it. */
export function nameOf({ alias, source }: Named): { readonly alias: string | null; readonly isWrong?: true } {
  if (alias === null) return { alias: null };
  const digits = /^(?:sha256:)?([0-9a-f]+)$/i.exec(alias)?.[1];
  const algorithm = digits && digests[digits.length];
  if (!algorithm) return { alias };
  if (digestOf(algorithm, source) !== digits) return { alias: null, isWrong: true };
  return { alias: algorithm === 'sha256' ? null : alias };
}

/** For each document the one before it that is the same or is called the same; undefined for none. */
export function sameBefore(documents: readonly Named[]): readonly (number | undefined)[] {
  const seen = new Map<string, number>();
  return documents.map((document, n) => {
    const names = [digestOf('sha256', document.source), nameOf(document).alias].filter((name) => name !== null);
    const before = names.map((name) => seen.get(name)).find((place) => place !== undefined);
    for (const name of names) if (!seen.has(name)) seen.set(name, n);
    return before;
  });
}
