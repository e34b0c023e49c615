import '../../kernel/node-version.js';

await import('./run-recount.js');
