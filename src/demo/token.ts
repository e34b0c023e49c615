import '../kernel/node-version.js';

await import('./run-token.js');
