import assert from "node:assert/strict";
import { test } from "node:test";
import { columns, fitLabel, formatChange, formatShare, formatValue } from "../flamegraph/format";

test("values have three digits and a unit", () => {
  assert.equal(formatValue(1_234_567_890, "nanoseconds"), "1.23 s");
  assert.equal(formatValue(999_600, "nanoseconds"), "1.00 ms");
  assert.equal(formatValue(12_582_912, "bytes"), "12.0 MiB");
  assert.equal(formatValue(12_345, "count"), "12,345");
  assert.equal(formatValue(7, "objects"), "7 objects");
});

test("shares and changes say when they are next to nothing", () => {
  assert.equal(formatShare(0.0001), "<0.1 %");
  assert.equal(formatShare(0), "0.0 %");
  assert.equal(formatChange(-0.2), "−20.0");
  assert.equal(formatChange(0.2), "+20.0");
  assert.equal(formatChange(-0.00001), "±0.0");
});

test("a label is cut at whole characters", () => {
  assert.equal(fitLabel("main (app.py:1)", "main", 15), "main (app.py:1)");
  assert.equal(fitLabel("main (app.py:1)", "main", 8), "main");
  assert.equal(fitLabel("longer_name", "longer_name", 6), "longe…");
  assert.equal(fitLabel("関数名前", "関数名前", 6), "関数…");
  assert.equal(fitLabel("🔥🔥🔥", "🔥🔥🔥", 4), "🔥…");
  assert.equal(columns("関a"), 3);
});
