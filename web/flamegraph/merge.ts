import type { Model } from "./model";
import { Split } from "./split";
import type { Sides, Tree } from "./tree";

/**
 * Trees that are merged from the profile's tree: what calls a function, what it calls, all stacks from their leaves, or the
 * stacks of each thread. A profile of a million stacks has far more such nodes than anybody sees, so that only those are
 * made that are wide enough; zooming into one makes the tree again, finer, along the path to it.
 */
export interface MergeRequest {
  readonly kind: "inverted" | "callers" | "callees" | "split";
  /** The function in the middle, for callers and callees. */
  readonly func: number;
  /** The label to split by. */
  readonly key: number;
  /** Functions from the root to what is zoomed to, the root excluded. */
  readonly path: readonly number[];
  /** Nodes of less than this share of what is zoomed to are left out. */
  readonly minimum: number;
  /** The label that holds thread states, -1 for none; only splitting tells them. */
  readonly stateKey: number;
}

/** A node of a merged tree: several of the profile's nodes. */
export interface Group {
  func: number;
  line: number;
  total: number;
  self: number;
  base: number;
  now: number;
  /** The state that most of it is, as the value's index and one; 0 for none, or not known. */
  state: number;
  /** The profile's nodes, or rows, that it stands for; what they mean is the source's matter. */
  readonly members: Int32Array;
  /** For callers: the node at which each member's path is now. */
  readonly cursors: Int32Array;
}

export interface Source {
  root(): Generator<void, Group>;
  /** The callees of a node (callers, when stacks are turned round) that have at least this total. */
  below(group: Group, minimum: number): Generator<void, Group[]>;
}

/** A look at the clock after so many steps. */
export const pause = 0x3fff;
export const none = new Int32Array(0);

/** A tree that has been merged. */
export class MergedTree implements Tree {
  readonly parent: number[] = [];
  readonly depth: number[] = [];
  readonly end: number[] = [];
  readonly func: number[] = [];
  readonly line: number[] = [];
  readonly start: number[] = [];
  readonly total: number[] = [];
  readonly sides: Sides | null;
  readonly states: number[] | null;
  private readonly selfs: number[] = [];
  private readonly base: number[] = [];
  private readonly now: number[] = [];

  constructor(isDifference: boolean, hasStates: boolean) {
    this.sides = isDifference ? { base: this.base, now: this.now } : null;
    this.states = hasStates ? [] : null;
  }

  get count(): number {
    return this.parent.length;
  }

  self(node: number): number {
    return this.selfs[node]!;
  }

  add(parent: number, start: number, group: Group): number {
    const node = this.count;
    this.parent.push(parent);
    this.depth.push(parent < 0 ? 0 : this.depth[parent]! + 1);
    this.end.push(0);
    this.func.push(group.func);
    this.line.push(group.line);
    this.start.push(start);
    this.total.push(group.total);
    this.selfs.push(group.self);
    this.base.push(group.base);
    this.now.push(group.now);
    this.states?.push(group.state);
    return node;
  }

  /** Fills in where subtrees end, once all nodes are there. */
  close(): void {
    this.end.fill(this.count);
    const open: number[] = [];
    for (let i = 0; i < this.count; i++) {
      while (open.length > 0 && this.depth[open[open.length - 1]!]! >= this.depth[i]!) this.end[open.pop()!] = i;
      open.push(i);
    }
  }
}

/** Merges; returns the tree and the node that is zoomed to. */
export function* merge(model: Model, request: MergeRequest): Generator<void, { tree: MergedTree; root: number }> {
  const source = sourceOf(model, request);
  const tree = new MergedTree(model.sides !== null, request.kind === "split" && request.stateKey >= 0);
  const first = yield* source.root();
  let root = tree.add(-1, 0, first);
  let at: Group = first;
  for (const func of request.path) {
    const next: Group | undefined = (yield* source.below(at, 0)).find((group) => group.func === func);
    if (!next) break;
    root = tree.add(root, 0, next);
    at = next;
  }
  const minimum = at.total * request.minimum;
  const pending: { parent: number; start: number; group: Group }[] = [];
  const expand = function* (node: number, start: number, group: Group): Generator<void, void> {
    const groups = yield* source.below(group, minimum);
    groups.sort((a, b) => b.total - a.total || a.func - b.func);
    let x = start;
    const next = groups.map((callee) => ({ parent: node, start: (x += callee.total) - callee.total, group: callee }));
    pending.push(...next.reverse());
  };
  yield* expand(root, 0, at);
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield* expand(tree.add(next.parent, next.start, next.group), next.start, next.group);
  }
  tree.close();
  return { tree, root };
}

const sourceOf = (model: Model, request: MergeRequest): Source => {
  switch (request.kind) {
    case "inverted": return new Callers(model, null);
    case "callers": return new Callers(model, request.func);
    case "callees": return new Callees(model, request.func);
    case "split": return new Split(model, request.key, request.stateKey);
  }
};

/** Sorts members into groups by function; used again and again, because most groups are small. */
class Grouping {
  private readonly slots: Int32Array;
  private readonly touched: number[] = [];
  private readonly groups: { func: number; line: number; heaviest: number; count: number; total: number; self: number; base: number; now: number }[] = [];

  constructor(model: Model) {
    this.slots = new Int32Array(model.names.root + 1).fill(-1);
  }

  /** Counts one member. */
  count(func: number, line: number, weight: number, self: number, base: number, now: number): void {
    let slot = this.slots[func]!;
    if (slot < 0) {
      slot = this.slots[func] = this.groups.push({ func, line, heaviest: 0, count: 0, total: 0, self: 0, base: 0, now: 0 }) - 1;
      this.touched.push(func);
    }
    const group = this.groups[slot]!;
    group.count++;
    group.total += weight;
    group.self += self;
    group.base += base;
    group.now += now;
    if (weight > group.heaviest) {
      group.heaviest = weight;
      group.line = line;
    }
  }

  /** Gives room to the groups that are large enough; the others are forgotten. */
  allot(minimum: number, withCursors: boolean): Group[] {
    const kept: Group[] = [];
    for (const func of this.touched) {
      const { count, ...sums } = this.groups[this.slots[func]!]!;
      const isKept = sums.total > 0 && sums.total >= minimum;
      this.slots[func] = isKept ? kept.length : -1;
      if (isKept) kept.push({ ...sums, state: 0, members: new Int32Array(count), cursors: withCursors ? new Int32Array(count) : none });
    }
    this.filled = new Int32Array(kept.length);
    return kept;
  }

  put(kept: Group[], func: number, member: number, cursor: number): void {
    const slot = this.slots[func]!;
    if (slot < 0) return;
    const at = this.filled[slot]!++;
    const group = kept[slot]!;
    group.members[at] = member;
    if (group.cursors.length > 0) group.cursors[at] = cursor;
  }

  clear(): void {
    for (const func of this.touched) this.slots[func] = -1;
    this.touched.length = 0;
    this.groups.length = 0;
  }

  private filled = none;
}

/** All occurrences of a function that are not below another one of it. */
const outermost = function* (model: Model, func: number): Generator<void, Int32Array> {
  const found: number[] = [];
  for (let i = 0, steps = 0; i < model.count; ) {
    if ((++steps & pause) === 0) yield;
    if (model.func[i] === func) {
      if (model.total[i]! > 0 || (model.sides && model.sides.base[i]! + model.sides.now[i]! > 0)) found.push(i);
      i = model.end[i]!;
    } else {
      i++;
    }
  }
  return Int32Array.from(found);
};

/** A function and what it calls, or who calls it, begins with all its occurrences. */
const occurrences = function* (model: Model, func: number, members: Int32Array, withCursors: boolean): Generator<void, Group> {
  const group: Group = { func, line: 0, total: 0, self: 0, base: 0, now: 0, state: 0, members, cursors: withCursors ? Int32Array.from(members) : none };
  let heaviest = -1;
  for (let i = 0; i < members.length; i++) {
    if ((i & pause) === pause) yield;
    const node = members[i]!;
    const total = model.total[node]!;
    group.total += total;
    group.self += model.self(node);
    group.base += model.sides?.base[node] ?? 0;
    group.now += model.sides?.now[node] ?? 0;
    if (total > heaviest) {
      heaviest = total;
      group.line = model.line[node]!;
    }
  }
  return group;
};

/** Stacks turned round: below a function stand its callers. From all leaves, or from one function. */
class Callers implements Source {
  private readonly grouping: Grouping;

  constructor(private readonly model: Model, private readonly func: number | null) {
    this.grouping = new Grouping(model);
  }

  *root(): Generator<void, Group> {
    const { model } = this;
    if (this.func !== null) return yield* occurrences(model, this.func, yield* outermost(model, this.func), true);
    const leaves: number[] = [];
    for (let i = 0; i < model.count; i++) {
      if ((i & pause) === 0) yield;
      if (model.self(i) > 0) leaves.push(i);
    }
    const members = Int32Array.from(leaves);
    const group = yield* occurrences(model, model.names.root, none, true);
    // A leaf's path begins before the leaf itself.
    return {
      ...group, total: model.total[0]!, self: 0, base: model.sides?.base[0] ?? 0, now: model.sides?.now[0] ?? 0,
      members, cursors: new Int32Array(members.length).fill(-1),
    };
  }

  *below(group: Group, minimum: number): Generator<void, Group[]> {
    const { model, grouping } = this;
    const { members, cursors } = group;
    const weight = this.func === null ? (n: number) => model.self(n) : (n: number) => model.total[n]!;
    const base = this.func === null ? (n: number) => model.baseSelf(n) : (n: number) => model.sides!.base[n]!;
    const now = this.func === null ? (n: number) => model.nowSelf(n) : (n: number) => model.sides!.now[n]!;
    const isDifference = model.sides !== null;
    const next = (i: number): number => (cursors[i] === -1 ? members[i]! : model.parent[cursors[i]!]!);
    for (let i = 0; i < members.length; i++) {
      if ((i & pause) === pause) yield;
      const caller = next(i);
      if (caller <= 0) continue;
      const origin = members[i]!;
      grouping.count(
        model.func[caller]!, model.line[caller]!, weight(origin), model.parent[caller] === 0 ? weight(origin) : 0,
        isDifference ? base(origin) : 0, isDifference ? now(origin) : 0,
      );
    }
    const kept = grouping.allot(minimum, true);
    for (let i = 0; i < members.length && kept.length > 0; i++) {
      if ((i & pause) === pause) yield;
      const caller = next(i);
      if (caller > 0) grouping.put(kept, model.func[caller]!, members[i]!, caller);
    }
    grouping.clear();
    return kept;
  }
}

/** One function and all that it calls, wherever it is called. */
class Callees implements Source {
  private readonly grouping: Grouping;

  constructor(private readonly model: Model, private readonly func: number) {
    this.grouping = new Grouping(model);
  }

  *root(): Generator<void, Group> {
    return yield* occurrences(this.model, this.func, yield* outermost(this.model, this.func), false);
  }

  *below(group: Group, minimum: number): Generator<void, Group[]> {
    const { model, grouping } = this;
    let steps = 0;
    for (const node of group.members) {
      for (let callee = node + 1; callee < model.end[node]!; callee = model.end[callee]!) {
        if ((++steps & pause) === 0) yield;
        grouping.count(
          model.func[callee]!, model.line[callee]!, model.total[callee]!, model.self(callee),
          model.sides?.base[callee] ?? 0, model.sides?.now[callee] ?? 0,
        );
      }
    }
    const kept = grouping.allot(minimum, false);
    for (const node of kept.length > 0 ? group.members : none) {
      for (let callee = node + 1; callee < model.end[node]!; callee = model.end[callee]!) {
        if ((++steps & pause) === 0) yield;
        grouping.put(kept, model.func[callee]!, callee, 0);
      }
    }
    grouping.clear();
    return kept;
  }
}
