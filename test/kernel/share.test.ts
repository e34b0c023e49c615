import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Asker } from '../../src/kernel/asker.js';
import { Share, type ShareLimits } from '../../src/kernel/share.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const asker = (key: string, size = 0) => new Asker(key, 0, size);
const WAITING = { all: 100, ofOne: 10, ms: 5_000 };
const atCapacity = expect.objectContaining({ code: 'AT_CAPACITY' });

/** Asks for one of a share, and notes when it gets it. */
function askers({ all, ofOne, waiting = WAITING }: ShareLimits) {
  const share = new Share({ all, ofOne, waiting });
  const got: string[] = [];
  const ask = (key: string, weight = 1, who = asker(key)) => {
    const taken = share.take(who, weight);
    if (!taken) got.push(key);
    return taken?.then(() => void got.push(key));
  };
  const give = async (key: string, weight = 1) => {
    share.give(asker(key), weight);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { share, got, ask, give };
}

test('nobody has more than their part, and others get theirs at once', () => {
  const { share, got, ask } = askers({ all: 4, ofOne: 2 });
  for (const key of ['a', 'a', 'a', 'a', 'b']) void ask(key);
  expect(got).toEqual(['a', 'a', 'b']);
  expect(share.figures).toEqual({ used: 3, waiting: 2 });
});

test('those who wait take turns by asker', async () => {
  const { got, ask, give } = askers({ all: 2, ofOne: 2 });
  for (const key of ['a', 'a', 'a', 'a', 'a', 'b', 'b', 'c']) void ask(key);
  for (const key of ['a', 'a', 'a', 'b', 'c', 'a']) await give(key);
  expect(got).toEqual(['a', 'a', 'a', 'b', 'c', 'a', 'b', 'a']);
});

test('whoever waits for much is not passed by those who come later for little', async () => {
  const { got, ask, give } = askers({ all: 4, ofOne: 4 });
  void ask('small', 1);
  void ask('large', 4);
  void ask('late', 1);
  expect(got).toEqual(['small']);
  await give('small');
  expect(got).toEqual(['small', 'large']);
  await give('large', 4);
  expect(got).toEqual(['small', 'large', 'late']);
});

test('what is more than a whole part counts as one', async () => {
  const { share, got, ask, give } = askers({ all: 4, ofOne: 2 });
  void ask('a', 100);
  void ask('b', 2);
  expect(share.figures.used).toBe(4);
  await give('a', 100);
  expect(share.figures.used).toBe(2);
  expect(got).toEqual(['a', 'b']);
});

test('too many of one asker are refused, too many in all, and too many bytes of them', async () => {
  const { ask } = askers({ all: 1, ofOne: 1, waiting: { all: 4, ofOne: 2, ms: 5_000 } });
  for (const key of ['a', 'a', 'a']) void ask(key)?.catch(() => {});
  expect(() => ask('a')).toThrow(atCapacity);
  void ask('b')?.catch(() => {});
  void ask('c')?.catch(() => {});
  expect(() => ask('d')).toThrow(atCapacity);
  const { ask: send } = askers({ all: 1, ofOne: 1 });
  const large = () => send('a', 1, asker('a', 3 * 1_048_576));
  void large();
  void large()?.catch(() => {});
  expect(() => large()).toThrow(atCapacity);
});

test('whoever waits too long is refused, and whoever has gone waits no more', async () => {
  const { share, ask } = askers({ all: 1, ofOne: 1 });
  void ask('a');
  const waiting = ask('b');
  const leaving = new AbortController();
  const onClose = (listener: () => void) => {
    leaving.signal.addEventListener('abort', listener);
    return () => leaving.signal.removeEventListener('abort', listener);
  };
  const gone = ask('c', 1, new Asker('c', 0, 0, onClose));
  const refused = [expect(waiting).rejects.toEqual(atCapacity), expect(gone).rejects.toEqual(atCapacity)];
  leaving.abort();
  expect(share.figures.waiting).toBe(1);
  await vi.advanceTimersByTimeAsync(5_000);
  await Promise.all(refused);
  expect(share.figures).toEqual({ used: 1, waiting: 0 });
});

test('whatever is asked for in whatever order, the limits hold and everybody is served', async () => {
  const requests = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), weight: fc.integer({ min: 1, max: 6 }), lasts: fc.nat(20) }), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(requests, async (asked) => {
      const [all, ofOne] = [7, 4];
      const share = new Share({ all, ofOne });
      const held = new Map<string, number>();
      await Promise.all(
        asked.map(async ({ key, weight, lasts }, i) => {
          await vi.advanceTimersByTimeAsync(i % 3);
          await share.take(asker(key), weight);
          held.set(key, (held.get(key) ?? 0) + Math.min(weight, ofOne));
          expect(held.get(key)).toBeLessThanOrEqual(ofOne);
          expect([...held.values()].reduce((sum, own) => sum + own, 0)).toBeLessThanOrEqual(all);
          const over = new Promise((resolve) => setTimeout(resolve, lasts));
          await vi.advanceTimersByTimeAsync(lasts);
          await over;
          held.set(key, held.get(key)! - Math.min(weight, ofOne));
          share.give(asker(key), weight);
        }),
      );
      expect(share.figures).toEqual({ used: 0, waiting: 0 });
    }),
    { numRuns: 50 },
  );
});
