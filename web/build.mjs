// Bundles the pages into the folder named by the first argument (default: dist).
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const out = process.argv[2] ?? "dist";
await mkdir(out, { recursive: true });

const bundle = async (entry) => {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
  });
  const text = result.outputFiles[0].text.trim();
  // Both ends of an inline script would otherwise end early.
  if (/<\/(script|style)|]]>|<!--/i.test(text)) throw new Error(`${entry}: the bundle cannot be inlined`);
  return text;
};

const page = await readFile("flamegraph/page.html", "utf8");
const script = await bundle("flamegraph/main.ts");
const style = await bundle("flamegraph/page.css");
await writeFile(
  join(out, "flamegraph.html"),
  page.replace("/*style*/", () => style).replace("/*script*/", () => script),
);
await writeFile(join(out, "flamegraph-svg.js"), (await bundle("flamegraph/svg.ts")) + "\n");
