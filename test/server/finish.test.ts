import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { startApp } from '../kit/app.js';

test('a stop waits for no connection on which nothing was asked yet', async () => {
  const app = await startApp();
  const socket = net.connect(Number(new URL(app.url).port), 'localhost');
  await once(socket, 'connect');
  const closed = once(socket, 'close').then(() => performance.now());
  const asked = performance.now();
  await app.stop();
  expect(app.bugs).toEqual([]);
  // A request under way could take eight seconds.
  expect((await closed) - asked).toBeLessThan(5_000);
});
