import { test } from 'vitest';

/** How much is tried: all of it where CI is set, elsewhere less of the same, so that whoever changes the code waits for minutes. */
export const inDepth = <T>(all: T, some: T): T => (process.env.CI ? all : some);

/** What takes half a minute of processes and outages, and of which another test tries the common case: where CI is set. */
export const testInDepth = test.skipIf(!process.env.CI);
