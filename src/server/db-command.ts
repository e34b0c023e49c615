import '../kernel/node-version.js';

await import('./run-db.js');
