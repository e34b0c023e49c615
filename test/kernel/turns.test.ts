import { expect, test } from 'vitest';
import { Asker } from '../../src/kernel/asker.js';
import { Turns } from '../../src/kernel/turns.js';

/** Keeps the event loop for so many milliseconds. */
function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('after long work an asker rests: whoever comes meanwhile does not wait for that', async () => {
  const turns = new Turns({ all: 10, ofOne: 10, ms: 60_000 });
  const [long, other] = [new Asker('long', 0), new Asker('other', 0)];
  const order: string[] = [];
  const take = async (asker: Asker, ms: number) => {
    await turns.begin(asker);
    order.push(asker.key);
    work(ms);
    turns.end(asker);
  };
  const first = take(long, 50);
  const again = take(long, 0);
  await first;
  await Promise.all([again, take(other, 0), take(other, 0)]);
  expect(order).toEqual(['long', 'other', 'other', 'long']);
  expect(turns.figures).toEqual({ used: 0, waiting: 0 });
});

test('one works at a time, also while the work in hand breathes', async () => {
  const turns = new Turns({ all: 10, ofOne: 10, ms: 60_000 });
  const [long, other] = [new Asker('long', 0), new Asker('other', 0)];
  await turns.begin(long);
  let isTurn = false;
  const waiting = Promise.resolve(turns.begin(other)).then(() => (isTurn = true));
  work(5);
  let passes = 0;
  setImmediate(() => passes++);
  await turns.breathe(long);
  expect([passes, isTurn]).toEqual([1, false]);
  // What is held goes when the asker leaves.
  long.leave();
  await waiting;
});
