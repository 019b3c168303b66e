/** Scripts with fixed names, one a page that needs one: src/govgraph/publish/ copies them into a site's `assets/`. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  base: "./",
  build: {
    outDir: path("../src/govgraph/publish/assets"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        site: path("src/site.ts"),
        search: path("src/find/main.ts"),
        browse: path("src/tables/main.ts"),
        map: path("src/map/main.ts"),
        sparql: path("src/query/main.ts"),
      },
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
  worker: {
    format: "es",
    rollupOptions: { output: { entryFileNames: "[name].js", assetFileNames: "[name][extname]" } },
  },
});
