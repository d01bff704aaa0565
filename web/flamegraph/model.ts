import type { FlameData } from "./data";
import { Names } from "./names";
import { inPieces } from "./slices";
import type { Sides, Tree } from "./tree";

/** One row of the table. */
export interface FunctionSum {
  readonly id: number;
  readonly self: number;
  readonly total: number;
  readonly line: number;
  /** Of both sides of a difference, else 0. */
  readonly baseSelf: number;
  readonly baseTotal: number;
  readonly nowSelf: number;
  readonly nowTotal: number;
}

/** Only the rows with this value of this label count. */
export interface Filter {
  readonly key: number;
  readonly value: number;
}

/** The profile's tree with the values that are chosen: one column, perhaps of one thread only. */
export class Model implements Tree {
  readonly names: Names;
  readonly count: number;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  readonly end: Int32Array;
  readonly func: Int32Array;
  readonly line: Int32Array;
  start: Float64Array;
  total: Float64Array;
  column: number;
  filter: Filter | null = null;
  sides: Sides | null = null;
  states: Uint16Array | null = null;

  // The sum of all values that end before a node: what is below a node is the difference of two of these.
  private prefix: Float64Array;
  private sidePrefixes: { base: Float64Array; now: Float64Array } | null = null;

  constructor(readonly data: FlameData) {
    const { shape } = data;
    this.names = new Names(data);
    this.count = shape.count;
    this.parent = shape.parent;
    this.depth = shape.depth;
    this.end = shape.end;
    this.func = shape.func;
    this.line = shape.line;
    this.start = this.total = this.prefix = new Float64Array(0);
    this.column = data.meta.column;
    // Nothing is shown yet: no need for pieces.
    for (const work = this.choose(this.column, null); !work.next().done; );
  }

  get unit(): string {
    return this.data.meta.columns[this.column]!.unit;
  }

  get noun(): string {
    return this.data.meta.columns[this.column]!.noun;
  }

  self(node: number): number {
    return this.prefix[node + 1]! - this.prefix[node]!;
  }

  baseSelf(node: number): number {
    return this.sidePrefixes ? this.sidePrefixes.base[node + 1]! - this.sidePrefixes.base[node]! : 0;
  }

  nowSelf(node: number): number {
    return this.sidePrefixes ? this.sidePrefixes.now[node + 1]! - this.sidePrefixes.now[node]! : 0;
  }

  /** Takes the values of one column and of the rows that pass the filter; until it is done, the old ones stand. */
  *choose(column: number, filter: Filter | null): Generator<void, void> {
    const { parent } = this;
    const allowed = filter && Uint8Array.from(this.data.labelSets[filter.key]!, (value) => (value === filter.value ? 1 : 0));
    const prefix = yield* this.addUp(column, allowed);
    const total = yield* this.totals(prefix);
    const start = new Float64Array(this.count);
    yield* inPieces(this.count, (from, to) => {
      for (let i = Math.max(1, from); i < to; i++) {
        // What ends in a caller itself stands right of its callees, although it is counted before them.
        const p = parent[i]!;
        start[i] = prefix[i]! - prefix[p + 1]! + start[p]!;
      }
    });
    if (this.data.meta.difference) {
      this.sidePrefixes = { base: yield* this.addUp(0, allowed), now: yield* this.addUp(1, allowed) };
      this.sides = { base: yield* this.totals(this.sidePrefixes.base), now: yield* this.totals(this.sidePrefixes.now) };
    }
    this.column = column;
    this.filter = filter;
    this.prefix = prefix;
    this.total = total;
    this.start = start;
  }

  /** For each value of a label (0 stands for none), the rows that have it, in the order of their nodes. */
  rowsByLabel(key: number): number[][] {
    const sets = this.data.labelSets[key]!;
    const groups: number[][] = Array.from({ length: this.data.meta.labels[key]!.values.length + 1 }, () => []);
    const { filter } = this;
    const { labels } = this.data.rows;
    for (let row = 0; row < labels.length; row++) {
      const set = labels[row]!;
      if (!filter || this.data.labelSets[filter.key]![set] === filter.value) groups[sets[set]!]!.push(row);
    }
    return groups;
  }

  /** For each node which value of a label most of its total has: the value's index, 0 for none. */
  *dominant(key: number): Generator<void, Uint16Array> {
    const best = new Float64Array(this.count);
    const winner = new Uint16Array(this.count);
    const prefix = new Float64Array(this.count + 1);
    const { rows } = this.data;
    const groups = this.rowsByLabel(key);
    for (let value = 1; value < groups.length; value++) {
      prefix.fill(0);
      for (const row of groups[value]!) prefix[rows.node[row]! + 1]! += rows.values[this.column]![row]!;
      yield;
      yield* accumulate(prefix);
      yield* inPieces(this.count, (from, to) => {
        for (let i = from; i < to; i++) {
          const sum = prefix[this.end[i]!]! - prefix[i]!;
          if (sum > best[i]!) {
            best[i] = sum;
            winner[i] = value;
          }
        }
      });
    }
    return winner;
  }

  /** Sums by function below a node; a recursive call counts once. */
  *functions(root: number): Generator<void, FunctionSum[]> {
    const size = this.names.root + 1;
    const self = new Float64Array(size);
    const total = new Float64Array(size);
    const sides = this.sides;
    const baseSelf = new Float64Array(sides ? size : 0);
    const baseTotal = new Float64Array(sides ? size : 0);
    const nowSelf = new Float64Array(sides ? size : 0);
    const nowTotal = new Float64Array(sides ? size : 0);
    const onPath = new Int32Array(size);
    const bestLine = new Int32Array(size);
    const bestValue = new Float64Array(size).fill(-1);
    const path: number[] = [];
    for (let i = root; i < this.end[root]!; i++) {
      if ((i & 0x3fff) === 0) yield;
      while (path.length > 0 && this.end[path[path.length - 1]!]! <= i) onPath[this.func[path.pop()!]!]!--;
      const f = this.func[i]!;
      if (i === 0) continue;
      const own = this.self(i);
      self[f]! += own;
      if (sides) {
        baseSelf[f]! += this.baseSelf(i);
        nowSelf[f]! += this.nowSelf(i);
      }
      if (onPath[f] === 0) {
        total[f]! += this.total[i]!;
        if (sides) {
          baseTotal[f]! += sides.base[i]!;
          nowTotal[f]! += sides.now[i]!;
        }
      }
      if (own > bestValue[f]!) {
        bestValue[f] = own;
        bestLine[f] = this.line[i]!;
      }
      onPath[f]!++;
      path.push(i);
    }
    const sums: FunctionSum[] = [];
    for (let f = 0; f < this.names.root; f++) {
      if (total[f]! > 0 || (sides && (baseTotal[f]! > 0 || nowTotal[f]! > 0))) {
        sums.push({
          id: f, self: self[f]!, total: total[f]!, line: bestLine[f]!,
          baseSelf: baseSelf[f] ?? 0, baseTotal: baseTotal[f] ?? 0, nowSelf: nowSelf[f] ?? 0, nowTotal: nowTotal[f] ?? 0,
        });
      }
    }
    return sums;
  }

  /** Value below a node that passes a matching function; nested matches count once. */
  *matched(root: number, matches: Uint8Array): Generator<void, number> {
    let sum = 0;
    const { func, total, end } = this;
    for (let i = root, steps = 0, last = end[root]!; i < last; ) {
      if ((++steps & 0xffff) === 0) yield;
      if (matches[func[i]!] === 1) {
        sum += total[i]!;
        i = end[i]!;
      } else {
        i++;
      }
    }
    return sum;
  }

  private *addUp(column: number, allowed: Uint8Array | null): Generator<void, Float64Array> {
    const { rows } = this.data;
    const values = rows.values[column]!;
    const prefix = new Float64Array(this.count + 1);
    yield* inPieces(values.length, (from, to) => {
      for (let row = from; row < to; row++) {
        if (!allowed || allowed[rows.labels[row]!] === 1) prefix[rows.node[row]! + 1]! += values[row]!;
      }
    });
    yield* accumulate(prefix);
    return prefix;
  }

  private *totals(prefix: Float64Array): Generator<void, Float64Array> {
    const { end } = this;
    const total = new Float64Array(this.count);
    yield* inPieces(this.count, (from, to) => {
      for (let i = from; i < to; i++) total[i] = prefix[end[i]!]! - prefix[i]!;
    });
    return total;
  }
}

/** Makes each number the sum of itself and all before it. */
const accumulate = (prefix: Float64Array): Generator<void, void> => inPieces(prefix.length - 1, (from, to) => {
  for (let i = from; i < to; i++) prefix[i + 1]! += prefix[i]!;
});
