export * from './access.js';
export { enrich } from './enrich.js';
export * from './naive.js';
