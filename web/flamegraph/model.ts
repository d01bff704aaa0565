import type { FlameData } from "./data";
import { formatValue } from "./format";

/** One row of the table. */
export interface FunctionSum {
  readonly id: number;
  readonly self: number;
  readonly total: number;
  readonly line: number;
}

/**
 * The tree in depth-first order as flat arrays: the subtree of node n is n..end[n]. Values are those of the chosen thread.
 * Nothing recurses, however deep the stacks.
 */
export class Model {
  readonly count: number;
  readonly functionCount: number;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  readonly end: Int32Array;
  readonly func: Int32Array;
  readonly line: Int32Array;
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** Where a node begins, in values from the left edge of the root. */
  readonly start: Float64Array;

  constructor(readonly data: FlameData) {
    const n = (this.count = data.nodes.length / 3);
    this.functionCount = data.functions.length / 5;
    this.parent = new Int32Array(n);
    this.depth = new Int32Array(n);
    this.end = new Int32Array(n).fill(n);
    this.func = new Int32Array(n);
    this.line = new Int32Array(n);
    this.self = new Float64Array(n);
    this.total = new Float64Array(n);
    this.start = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let parent = i - 1;
      for (let up = data.nodes[i * 3]!; up > 0; up--) {
        this.end[parent] = i;
        parent = this.parent[parent]!;
      }
      this.parent[i] = parent;
      this.depth[i] = i === 0 ? 0 : this.depth[parent]! + 1;
      this.func[i] = data.nodes[i * 3 + 1]!;
      this.line[i] = data.nodes[i * 3 + 2]!;
    }
    this.choose(-1);
  }

  /** Takes the values of one thread; -1 for all. */
  choose(thread: number): void {
    const { self, total, start, parent, data } = this;
    self.fill(0);
    let node = 0;
    for (let i = 0; i < data.values.length; i += 3) {
      node += data.values[i]!;
      if (thread < 0 || data.values[i + 1] === thread) self[node]! += data.values[i + 2]!;
    }
    total.set(self);
    for (let i = this.count - 1; i > 0; i--) total[parent[i]!]! += total[i]!;
    // Each node takes its place from its parent, which remembers how far its callees have filled it.
    const filled = new Float64Array(this.count);
    start[0] = 0;
    for (let i = 1; i < this.count; i++) {
      const p = parent[i]!;
      start[i] = start[p]! + filled[p]!;
      filled[p]! += total[i]!;
    }
  }

  name(func: number): string {
    return this.text(func, 0);
  }

  file(func: number): string {
    return this.text(func, 1);
  }

  module(func: number): string {
    return this.text(func, 2);
  }

  color(func: number): number {
    return func < 0 ? this.data.palette.length - 1 : this.data.functions[func * 5 + 3]!;
  }

  /** The label of a function: interpreted code shows where it is. */
  label(func: number, line: number): string {
    if (func < 0) return "all";
    const file = this.file(func);
    if (this.data.functions[func * 5 + 4] !== 1 || file === "") return this.name(func);
    return `${this.name(func)} (${shorten(file)}${line > 0 ? `:${line}` : ""})`;
  }

  /** The label of a node; the root shows how much everything is. */
  title(node: number): string {
    return node === 0
      ? `all, ${formatValue(this.total[0]!, this.data.unit)}`
      : this.label(this.func[node]!, this.line[node]!);
  }

  /** Where a function is, for a second line. */
  place(func: number, line: number): string {
    const file = this.file(func);
    const at = file === "" ? "" : line > 0 ? `${file}:${line}` : file;
    const module = this.module(func);
    return [at, module.startsWith("[") && at !== "" ? "" : module].filter((part) => part !== "").join(" in ");
  }

  /** The greatest depth below a node that a graph of this many pixels shows. */
  visibleDepth(root: number, minimum: number): number {
    let deepest = this.depth[root]!;
    for (let i = root; i < this.end[root]!; ) {
      if (this.total[i]! < minimum || this.total[i]! <= 0) {
        i = this.end[i]!;
        continue;
      }
      deepest = Math.max(deepest, this.depth[i]!);
      i++;
    }
    return deepest - this.depth[root]! + 1;
  }

  /** Sums by function below a node; a recursive call counts once. */
  functions(root: number): FunctionSum[] {
    const self = new Float64Array(this.functionCount);
    const total = new Float64Array(this.functionCount);
    const onPath = new Int32Array(this.functionCount);
    const bestLine = new Int32Array(this.functionCount);
    const bestValue = new Float64Array(this.functionCount).fill(-1);
    const path: number[] = [];
    for (let i = root; i < this.end[root]!; i++) {
      while (path.length > 0 && this.end[path[path.length - 1]!]! <= i) onPath[this.func[path.pop()!]!]!--;
      const f = this.func[i]!;
      if (f < 0 || this.total[i]! <= 0) continue;
      self[f]! += this.self[i]!;
      if (onPath[f] === 0) total[f]! += this.total[i]!;
      if (this.self[i]! > bestValue[f]!) {
        bestValue[f] = this.self[i]!;
        bestLine[f] = this.line[i]!;
      }
      onPath[f]!++;
      path.push(i);
    }
    const sums: FunctionSum[] = [];
    for (let f = 0; f < this.functionCount; f++) {
      if (total[f]! > 0) sums.push({ id: f, self: self[f]!, total: total[f]!, line: bestLine[f]! });
    }
    return sums;
  }

  /** Value below a node that passes a matching function; nested matches count once. */
  matched(root: number, matches: Uint8Array): number {
    let sum = 0;
    for (let i = root; i < this.end[root]!; ) {
      const f = this.func[i]!;
      if (f >= 0 && matches[f] === 1) {
        sum += this.total[i]!;
        i = this.end[i]!;
      } else {
        i++;
      }
    }
    return sum;
  }

  private text(func: number, part: number): string {
    return func < 0 ? "" : this.data.strings[this.data.functions[func * 5 + part]!]!;
  }
}

/** The last part of a path. */
export const shorten = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
