import type { FlameData } from "../flamegraph/data";
import { Model } from "../flamegraph/model";

/** A stack with its value, and its thread's and its state's index (0 for none), the outermost caller first. */
export interface Stack {
  readonly functions: readonly number[];
  readonly value: number;
  readonly label: number;
  readonly state: number;
}

/** Mulberry32: the same numbers for the same seed. */
export const randomFrom = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
};

export const functionCount = 5;
const labels = ["a", "b", "c"];
const states = ["running", "waiting"];

/** Few functions and short stacks, so that they recur and recurse. */
export const randomStacks = (seed: number): Stack[] => {
  const random = randomFrom(seed);
  return Array.from({ length: 1 + random(30) }, () => ({
    functions: Array.from({ length: 1 + random(6) }, () => random(functionCount)),
    value: 1 + random(9),
    label: random(labels.length + 1),
    state: random(states.length + 1),
  }));
};

const sets = (labels.length + 1) * (states.length + 1);
const setOf = (stack: Stack): number => stack.label * (states.length + 1) + stack.state;

/** The model of stacks, as it would be after unpacking. */
export const modelOf = (stacks: readonly Stack[]): Model => {
  const parent = [-1];
  const func = [functionCount];
  const depth = [0];
  const node: number[] = [];
  // Depth first: equal beginnings stand together once sorted.
  const sorted = [...stacks].sort((a, b) => a.functions.join().localeCompare(b.functions.join()));
  let open: number[] = [0];
  for (const stack of sorted) {
    let shared = 0;
    while (shared < stack.functions.length && open[shared + 1] !== undefined && func[open[shared + 1]!] === stack.functions[shared]) shared++;
    open = open.slice(0, shared + 1);
    for (const f of stack.functions.slice(shared)) {
      parent.push(open[open.length - 1]!);
      func.push(f);
      depth.push(open.length);
      open.push(func.length - 1);
    }
    node.push(open[open.length - 1]!);
  }
  const count = func.length;
  const end = depth.map((d, i) => {
    let last = i + 1;
    while (last < count && depth[last]! > d) last++;
    return last;
  });
  const texts = Array.from({ length: functionCount + 1 }, (_, i) => (i === functionCount ? "all" : `f${i}`));
  const empty = texts.map(() => "");
  const data: FlameData = {
    meta: {
      version: 2, title: "", answer: "", quality: "", howTaken: "", command: "", functions: functionCount, nodes: count, column: 0,
      columns: [{ noun: "samples", unit: "count", factor: 1, sameAs: -1 }], labels: [{ key: "thread", values: labels }, { key: "state", values: states }],
      labelsLeftOut: [], palette: [{ name: "all", light: "#000000", dark: "#000000" }],
    },
    functions: { names: texts, files: empty, modules: empty, colors: new Uint8Array(texts.length), interpreted: new Uint8Array(texts.length) },
    shape: {
      count, parent: Int32Array.from(parent), depth: Int32Array.from(depth), end: Int32Array.from(end), func: Int32Array.from(func),
      line: new Int32Array(count), marks: new Uint8Array(0),
    },
    rows: { node: Int32Array.from(node), labels: Int32Array.from(sorted, setOf), values: [Float64Array.from(sorted, (s) => s.value)] },
    labelSets: [
      Int32Array.from({ length: sets }, (_, set) => Math.floor(set / (states.length + 1))),
      Int32Array.from({ length: sets }, (_, set) => set % (states.length + 1)),
    ],
  };
  return new Model(data);
};
