import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what the system gives to connections (32768 and up): nobody else takes the port before, or between two starts on it. */
const [LOWEST, HIGHEST] = [20_000, 32_000];

/** A port that a program may listen on again and again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const probe = createServer().listen(port);
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}
