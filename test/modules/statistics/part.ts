export * from './access.js';
export * from './naive.js';
