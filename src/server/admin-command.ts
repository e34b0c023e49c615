import '../kernel/node-version.js';

await import('./run-admin.js');
