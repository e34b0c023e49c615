/** How long runs took, counted in classes that grow by a quarter: enough to tell a percentile within that. */
const FIRST_MS = 0.5;
const GROWTH = 1.25;
/** The last one takes whatever is longer: some 50 s. */
export const CLASSES = 52;

export const classOf = (ms: number): number =>
  Math.max(0, Math.min(CLASSES - 1, Math.ceil(Math.log(Math.max(ms, FIRST_MS) / FIRST_MS) / Math.log(GROWTH))));

/** Within so many milliseconds the share of runs was done; null where there were none. */
export function percentile(counts: readonly number[] | null, share: number): number | null {
  const all = (counts ?? []).reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let [found, done] = [0, counts![0]!];
  while (done < share * all) {
    found++;
    done += counts![found]!;
  }
  return Math.round(FIRST_MS * GROWTH ** found * 10) / 10;
}
