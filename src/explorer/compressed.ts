import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import type { Plugin } from 'vite';

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Writes each text file of a build also as .br and .gz, where that is smaller: the server sends what the browser takes. */
export const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  generateBundle: {
    order: 'post',
    async handler(_options, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        if (!/\.(js|css|svg|json)$/.test(fileName)) continue;
        const body = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        // The best quality, 11, takes ten times as long and saves little.
        const params = { [zlib.BROTLI_PARAM_QUALITY]: 9, [zlib.BROTLI_PARAM_SIZE_HINT]: body.length };
        for (const [ending, source] of [
          ['.br', await brotli(body, { params })],
          ['.gz', await gzipped(body, { level: 9 })],
        ] as const)
          if (source.length < body.length) this.emitFile({ type: 'asset', fileName: fileName + ending, source });
      }
    },
  },
};
