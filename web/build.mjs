// Bundles the pages into the folder named by the first argument (default: dist).
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const out = process.argv[2] ?? "dist";
await mkdir(out, { recursive: true });

// What would end an inline script early, in HTML and in the CDATA of an SVG.
const html = /<\/(script|style)|<!--/i;
const cdata = /]]>/;

const bundle = async (entry, end) => {
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
  if (end.test(text)) throw new Error(`${entry}: the bundle cannot be inlined`);
  return text;
};

const page = await readFile("flamegraph/page.html", "utf8");
const script = await bundle("flamegraph/main.ts", html);
const style = await bundle("flamegraph/page.css", html);
await writeFile(
  join(out, "flamegraph.html"),
  page.replace("/*style*/", () => style).replace("/*script*/", () => script),
);
await writeFile(join(out, "report.js"), (await bundle("report/report.ts", html)) + "\n");
await writeFile(join(out, "report.css"), (await bundle("report/report.css", html)) + "\n");
await writeFile(join(out, "flamegraph-svg.js"), (await bundle("flamegraph/svg.ts", cdata)) + "\n");
