import './kernel/node-version.js';

await import('./serve.js');
