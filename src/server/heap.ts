/** How V8 keeps the heap of the process: what a request leaves behind is collected soon, so that the memory follows what is in use. */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The young generation grows up to here, as in Node 22. Node 24 lets it grow to four times as much, which is a third of what a city's process takes. */
const YOUNG_BYTES = 32 * 1024 * 1024;
const LOOK_MS = 500;

/** For the whole process, until it ends. */
export function boundHeap(): void {
  // Garbage is collected when the heap has grown by two fifths, not when it is four times as large: a stream of documents that nobody sends twice leaves no trace.
  setFlagsFromString('--heap-growing-percent=40');
  // Little survives a request: threads that help with it wait for one another longer than one thread works, above all where PostgreSQL has the other core.
  setFlagsFromString('--no-parallel-scavenge');
  let mayGrow = true;
  const look = () => {
    const { space_size: size } = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')!;
    if (mayGrow === size < YOUNG_BYTES) return;
    mayGrow = !mayGrow;
    // The only setting of the young generation that V8 reads after its start.
    setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`);
  };
  setInterval(look, LOOK_MS).unref();
}

/** A start leaves garbage of twice what stays, and the heap keeps the room of it for long. Blocks the process for some tenths of a second. */
export function collectAll(): void {
  setFlagsFromString('--expose-gc');
  const collect: NonNullable<typeof gc> = runInNewContext('gc');
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
