import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Context } from '../../src/graph/context.js';
import { systemClock } from '../../src/kernel/clock.js';
import { Rights } from '../../src/live/rights.js';

const context = { viewer: { jurisdiction: null }, runOf: () => ({ tree: null }) } as unknown as Context;
const holder = { changed: () => {}, revoked: () => {} };

test('where the house changes all the time, who asks for the rights of now waits for one look that began later', async () => {
  let looks = 0;
  const rights = new Rights(async () => {
    looks++;
    rights.doubt();
    await turn();
    return context;
  }, systemClock);
  await rights.hold(null, holder);
  looks = 0;
  const first = rights.renew();
  await turn();
  const second = rights.renew();
  await first;
  expect(looks).toBe(1);
  await second;
  expect(looks).toBe(2);
  expect(rights.areFresh).toBe(false);
});
