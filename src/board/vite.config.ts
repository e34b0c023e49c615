import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { compressed } from '../explorer/compressed.js';

/** The server reads from the build which documents the page asks by their ids. */
const documents: Plugin = {
  name: 'documents',
  generateBundle() {
    const source = readFileSync(join(import.meta.dirname, 'generated/persisted-documents.json'));
    this.emitFile({ type: 'asset', fileName: 'documents.json', source });
  },
};

export default defineConfig({
  base: '/board/',
  plugins: [documents, compressed],
  build: {
    outDir: '../../dist/board',
    emptyOutDir: true,
    // The icon, too, is a file: the content security policy then needs no exception for it.
    assetsInlineLimit: 0,
  },
});
