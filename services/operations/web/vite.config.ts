import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run dev` finds the API: a running city, or the development mock (`npm run mock`). */
const api = process.env['LINLI_API'] ?? 'http://127.0.0.1:5178';

export default defineConfig({
  plugins: [react()],
  server: { port: 5177, proxy: { '/v1': api, '/local-session': api } },
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    // No inlined data: URLs for scripts or workers, so that a strict content security policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The map is one lazily loaded chunk of about that size; everything else stays far below.
    chunkSizeWarningLimit: 1100,
  },
});
