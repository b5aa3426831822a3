import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const empty = fileURLToPath(import.meta.resolve('client-only'));

export default defineConfig({
  // Both markers throw outside the bundler that checks them; a unit test is neither side.
  resolve: { alias: { 'server-only': empty, 'client-only': empty } },
  test: {
    include: ['{app,components,lib,scripts}/**/*.test.{ts,tsx}'],
    // By default Vitest leaves one processor free, which on two is half of the machine.
    maxWorkers: '100%',
  },
});
