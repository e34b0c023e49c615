import type { Dataset } from './dataset.js';
import type * as Row from './rows.js';
import { idMaker, Random } from './seeded.js';

/** Makes what every row has, as written at an instant. */
export function rowMaker({ jurisdiction, root }: Dataset, random: Random): (at: number) => Row.BaseRow {
  const makeId = idMaker(jurisdiction.number, random);
  return (at) => {
    const written = new Date(at).toISOString();
    const id = makeId(at);
    return { id, jurisdiction_id: root.id, provenance: 'SYNTHETIC', created_at: written, updated_at: written, version: 1 };
  };
}

/** 2026-09-01, 00:00 in Shanghai. */
export const FIRST_MIDNIGHT = Date.parse('2026-08-31T16:00:00.000Z');

/** The same from ids of a stream of its own, a millisecond after each other. */
export function baseMaker(dataset: Dataset, what: string): () => Row.BaseRow {
  const base = rowMaker(dataset, new Random(`mulin/${dataset.jurisdiction.code}/${what}`));
  let count = 0;
  return () => base(FIRST_MIDNIGHT + count++);
}
