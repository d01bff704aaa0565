import assert from "node:assert/strict";
import { test } from "node:test";
import { merge } from "../flamegraph/merge";
import type { MergeRequest } from "../flamegraph/merge";
import type { Model } from "../flamegraph/model";
import { pathOf } from "../flamegraph/tree";
import type { Tree } from "../flamegraph/tree";
import { functionCount, modelOf, randomStacks } from "./random";
import type { Stack } from "./random";

const finish = <T>(work: Generator<void, T>): T => {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
};

const merged = (model: Model, request: Partial<MergeRequest>): { tree: Tree; root: number } =>
  finish(merge(model, { kind: "inverted", func: -1, key: 0, path: [], minimum: 0, stateKey: -1, ...request }));

/** For each path of functions its total. */
const totals = (tree: Tree): Record<string, number> =>
  Object.fromEntries(Array.from({ length: tree.count }, (_, node) => [pathOf(tree, node).slice(1).join(" "), tree.total[node]!]));

/** The same from the stacks: each adds its value to every beginning of its path. */
const expected = (paths: readonly (readonly [readonly number[], number])[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const [path, value] of paths) {
    for (let length = 0; length <= path.length; length++) {
      const key = path.slice(0, length).join(" ");
      sums[key] = (sums[key] ?? 0) + value;
    }
  }
  return sums;
};

const forAll = (check: (model: Model, stacks: readonly Stack[]) => void): void => {
  for (let seed = 0; seed < 200; seed++) {
    const stacks = randomStacks(seed);
    check(modelOf(stacks), stacks);
  }
};

test("the profile's own tree adds up", () => forAll((model, stacks) => {
  assert.deepEqual(totals(model), expected(stacks.map((s) => [s.functions, s.value])));
  for (let i = 1; i < model.count; i++) {
    const p = model.parent[i]!;
    assert.ok(model.start[i]! >= model.start[p]! && model.start[i]! + model.total[i]! <= model.start[p]! + model.total[p]! + 1e-9);
  }
}));

test("inverted is the stacks turned round", () => forAll((model, stacks) => {
  assert.deepEqual(totals(merged(model, {}).tree), expected(stacks.map((s) => [[...s.functions].reverse(), s.value])));
}));

test("callees are what stands above the outermost call", () => forAll((model, stacks) => {
  for (let func = 0; func < functionCount; func++) {
    const calls = stacks.filter((s) => s.functions.includes(func));
    if (calls.length === 0) continue;
    assert.deepEqual(
      totals(merged(model, { kind: "callees", func }).tree),
      expected(calls.map((s) => [s.functions.slice(s.functions.indexOf(func) + 1), s.value])),
    );
    assert.deepEqual(
      totals(merged(model, { kind: "callers", func }).tree),
      expected(calls.map((s) => [s.functions.slice(0, s.functions.indexOf(func)).reverse(), s.value])),
    );
  }
}));

test("split is the tree of each label's stacks", () => forAll((model, stacks) => {
  assert.deepEqual(
    totals(merged(model, { kind: "split" }).tree),
    expected(stacks.map((s) => [[model.names.group(0, s.label), ...s.functions], s.value])),
  );
}));

test("a split tree knows the state that most of each node is", () => forAll((model, stacks) => {
  const { tree } = merged(model, { kind: "split", stateKey: 1 });
  for (let node = 1; node < tree.count; node++) {
    const [group, ...path] = pathOf(tree, node).slice(1);
    const sums = [0, 0, 0];
    for (const s of stacks) {
      if (model.names.group(0, s.label) === group && path.every((f, i) => s.functions[i] === f)) sums[s.state]! += s.value;
    }
    const most = Math.max(sums[1]!, sums[2]!);
    assert.equal(tree.states![node], most === 0 ? 0 : sums.indexOf(most, 1));
  }
}));

test("a zoomed tree is a part of the whole one, whatever is left out", () => forAll((model) => {
  const whole = totals(merged(model, {}).tree);
  const first = merged(model, {}).tree.func[1]!;
  const { tree, root } = merged(model, { path: [first], minimum: 0.2 });
  assert.equal(tree.total[root], whole[String(first)]);
  const part = totals(tree);
  for (const [path, total] of Object.entries(part)) assert.equal(total, whole[path], path);
  for (const [path, total] of Object.entries(whole)) {
    const isWide = path.startsWith(`${first} `) && total >= 0.2 * tree.total[root]!;
    assert.ok(!isWide || path in part, `${path} is missing`);
  }
}));

test("a filter leaves only its rows", () => forAll((model, stacks) => {
  finish(model.choose(0, { key: 0, value: 2 }));
  const kept = stacks.filter((s) => s.label === 2);
  assert.equal(model.total[0], kept.reduce((sum, s) => sum + s.value, 0));
  const matches = new Uint8Array(functionCount);
  matches[1] = 1;
  assert.equal(finish(model.matched(0, matches)), kept.filter((s) => s.functions.includes(1)).reduce((sum, s) => sum + s.value, 0));
  const sums = finish(model.functions(0));
  for (let f = 0; f < functionCount; f++) {
    const total = kept.filter((s) => s.functions.includes(f)).reduce((sum, s) => sum + s.value, 0);
    assert.equal(sums.find((sum) => sum.id === f)?.total ?? 0, total);
    assert.equal(sums.find((sum) => sum.id === f)?.self ?? 0, kept.filter((s) => s.functions.at(-1) === f).reduce((sum, s) => sum + s.value, 0));
  }
}));
