export * from './access.js';
export * from './enrich.js';
export * from './naive.js';
