import '../kernel/node-version.js';

await import('./run-schema.js');
