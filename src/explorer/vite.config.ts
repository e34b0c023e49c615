import { defineConfig, type Plugin } from 'vite';
import { compressed } from './compressed.js';

/** GraphiQL's style brings two fonts as data, five times what the rest weighs and without a Chinese sign: the system's own are used. */
const withoutFonts: Plugin = {
  name: 'without-fonts',
  enforce: 'pre',
  transform: (code, id) => (id.endsWith('/graphiql/dist/style.css') ? code.replaceAll(/@font-face\s*\{[^}]*\}/g, '') : null),
};

export default defineConfig({
  base: '/explorer/',
  plugins: [withoutFonts, compressed],
  build: {
    outDir: '../../dist/explorer',
    emptyOutDir: true,
    // The icon, too, is a file: the content security policy then needs no exception for it.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      onwarn: (warning, warn) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && warn(warning),
    },
  },
});
