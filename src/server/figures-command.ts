import '../kernel/node-version.js';

await import('./run-figures.js');
