// The desk is built into the console's package, so that a wheel carries it and no Node is needed to run it.
import { defineConfig } from "vite";

export default defineConfig({
  base: "/web/",
  // React's JSX needs no plugin: the bundler itself knows it.
  build: {
    outDir: "../services/console/web",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content policy takes styles, scripts and fonts from files only
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: { checks: { bundlerTimings: false } }, // the build takes a second; which part of it matters to nobody
  },
  server: {
    proxy: { "/api": { target: "http://127.0.0.1:8700", changeOrigin: true, headers: { origin: "http://127.0.0.1:8700" } } },
  },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
} as Parameters<typeof defineConfig>[0]);
