import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import LongestFirst from './kit/longest-first.js';

export default defineConfig({
  // graphql ships CommonJS and ESM side by side; two copies in one process are "another module or realm".
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  root: join(import.meta.dirname, '..'),
  test: {
    globalSetup: ['test/kit/cluster.ts'],
    reporters: ['default', 'test/kit/slowest-files.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', '**/node_modules/**'],
    // One more than the two cores that CI has: some files wait for processes more than they compute.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // What a file leaves behind is its database; modules are loaded once.
    isolate: false,
    // For what hangs, not for what is slow: machines differ, and are busy with other things.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
