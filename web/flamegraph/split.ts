import type { Group, Source } from "./merge";
import { none, pause } from "./merge";
import type { Model } from "./model";

/** The profile's tree once for each value of a label. A group's members are rows, in the order of their nodes. */
export class Split implements Source {
  // What each state has of the group that is being added up.
  private readonly sums: Float64Array;

  constructor(private readonly model: Model, private readonly key: number, private readonly stateKey: number) {
    this.sums = new Float64Array(stateKey < 0 ? 0 : model.data.meta.labels[stateKey]!.values.length + 1);
  }

  *root(): Generator<void, Group> {
    const { model } = this;
    return {
      func: model.names.root, line: 0, total: model.total[0]!, self: 0,
      base: model.sides?.base[0] ?? 0, now: model.sides?.now[0] ?? 0, state: 0, members: none, cursors: none,
    };
  }

  *below(group: Group, minimum: number): Generator<void, Group[]> {
    if (group.func === this.model.names.root) return this.groups();
    // The cursor of a group is the one node of the profile that it shows.
    return yield* this.callees(group, group.cursors[0]!, minimum);
  }

  private groups(): Group[] {
    const { model, key } = this;
    const values = model.data.rows.values[model.column]!;
    return model.rowsByLabel(key).flatMap((rows, value) => {
      const members = Int32Array.from(rows);
      let total = 0;
      for (const row of members) {
        total += values[row]!;
        this.addState(row, values[row]!);
      }
      const state = this.takeState();
      if (total <= 0) return [];
      return [{ func: model.names.group(key, value), line: 0, total, self: 0, base: 0, now: 0, state, members, cursors: Int32Array.of(0) }];
    });
  }

  private *callees(group: Group, node: number, minimum: number): Generator<void, Group[]> {
    const { model } = this;
    const rows = model.data.rows;
    const values = rows.values[model.column]!;
    const { members } = group;
    const callees: Group[] = [];
    let i = 0;
    while (i < members.length && rows.node[members[i]!]! === node) i++;
    for (let steps = 0; i < members.length; ) {
      // Up from the row's own node to the callee through which it is reached.
      let callee = rows.node[members[i]!]!;
      while (model.parent[callee] !== node) callee = model.parent[callee]!;
      const from = i;
      let total = 0;
      let self = 0;
      for (; i < members.length && rows.node[members[i]!]! < model.end[callee]!; i++) {
        if ((++steps & pause) === 0) yield;
        const value = values[members[i]!]!;
        total += value;
        this.addState(members[i]!, value);
        if (rows.node[members[i]!] === callee) self += value;
      }
      const state = this.takeState();
      if (total > 0 && total >= minimum) {
        callees.push({
          func: model.func[callee]!, line: model.line[callee]!, total, self, base: 0, now: 0, state,
          members: members.subarray(from, i), cursors: Int32Array.of(callee),
        });
      }
    }
    return callees;
  }

  private addState(row: number, value: number): void {
    if (this.stateKey >= 0) this.sums[this.model.data.labelSets[this.stateKey]![this.model.data.rows.labels[row]!]!]! += value;
  }

  /** The state with the greatest sum; the sums begin anew. */
  private takeState(): number {
    let best = 0;
    for (let state = 1; state < this.sums.length; state++) if (this.sums[state]! > (best === 0 ? 0 : this.sums[best]!)) best = state;
    this.sums.fill(0);
    return best;
  }
}
