import { formatShare } from "./format";
import type { Model } from "./model";
import { shorten } from "./names";
import type { Theme } from "./theme";
import type { Tree } from "./tree";

export type ColorMode = "kind" | "module" | "state" | "difference";

export interface LegendItem {
  readonly name: string;
  readonly color: string;
}

// Paul Tol's "light" scheme, made for colour-blind readers and for dark text upon it; on dark pages the same hues, deep
// enough for light text. The last stands for everything else.
const hues = ["#77aadd", "#ee8866", "#44bb99", "#eedd88", "#ffaabb", "#99ddff", "#bbcc33", "#c9b3e6", "#dddddd"];
const darkHues = ["#2b5f94", "#93431f", "#1c6b53", "#6b5a10", "#8a3f52", "#1f6480", "#556010", "#5d4687", "#4a4a4c"];
const other = hues.length - 1;

// From less to more. Blue and red are told apart by all common kinds of colour blindness; grey is no change.
const differences = ["#6fa8dc", "#94bfe6", "#b7d4ee", "#d8e7f4", "#e6e6e3", "#f8dcd0", "#f5bfa9", "#f0a084", "#ea8163"];
const darkDifferences = ["#1f66a8", "#235683", "#284862", "#2f3d49", "#3c3c3f", "#54403a", "#704032", "#8b3f2a", "#a63d22"];
const unchanged = 4;

/** What a frame's colour says. */
export class Colors {
  mode: ColorMode = "kind";
  private readonly slotOfModule = new Map<string, number>();
  private moduleNames: string[] = [];

  constructor(
    private readonly model: Model,
    private readonly theme: () => Theme,
    readonly stateKey: number,
  ) {
    if (model.data.meta.difference) this.mode = "difference";
    this.rankModules();
  }

  /** Not every tree knows its states. */
  effective(tree: Tree): ColorMode {
    return this.mode === "state" && tree.states === null ? "kind" : this.mode;
  }

  fill(tree: Tree, node: number): string {
    const func = tree.func[node]!;
    const { isDark } = this.theme();
    switch (this.effective(tree)) {
      case "difference": return (isDark ? darkDifferences : differences)[this.step(tree, node)]!;
      case "module": return this.model.names.isCode(func) ? this.hue(this.slotOfModule.get(this.model.names.module(func)) ?? other) : this.kind(func);
      case "state": return node === 0 ? this.kind(func) : this.hue(this.stateSlot(tree.states![node]!));
      default: return this.kind(func);
    }
  }

  legend(tree: Tree): LegendItem[] {
    const { isDark } = this.theme();
    switch (this.effective(tree)) {
      case "difference": {
        const scale = isDark ? darkDifferences : differences;
        return [
          { name: "gone, or half and less", color: scale[0]! }, { name: "less", color: scale[2]! },
          { name: this.model.data.meta.difference?.judged ? "no change, or chance" : "no change", color: scale[unchanged]! },
          { name: "more", color: scale[6]! }, { name: "new, or double and more", color: scale[8]! },
        ];
      }
      case "module": return this.moduleNames.map((name, slot) => ({ name, color: this.hue(slot) }));
      case "state": return this.stateNames().map((name, slot) => ({ name, color: this.hue(slot) }));
      default: {
        const used = new Set<number>();
        for (let f = 0; f < this.model.names.root; f++) used.add(this.model.names.color(f));
        return this.model.data.meta.palette.flatMap((entry, index) =>
          used.has(index) ? [{ name: entry.name, color: isDark ? entry.dark : entry.light }] : []);
      }
    }
  }

  private kind(func: number): string {
    const entry = this.model.data.meta.palette[this.model.names.color(func)]!;
    return this.theme().isDark ? entry.dark : entry.light;
  }

  private hue(slot: number): string {
    return (this.theme().isDark ? darkHues : hues)[Math.min(slot, other)]!;
  }

  /** How much a node's share has changed, as a place on the scale: the ends are half and double. */
  private step(tree: Tree, node: number): number {
    const { sides } = tree;
    const whole = this.model.sides;
    if (!sides || !whole) return unchanged;
    if (tree === this.model && this.model.data.shape.marks[node] === 1) return unchanged;
    const base = whole.base[0]! > 0 ? sides.base[node]! / whole.base[0]! : 0;
    const now = whole.now[0]! > 0 ? sides.now[node]! / whole.now[0]! : 0;
    if (base === now) return unchanged;
    const ratio = base === 0 ? 1 : now === 0 ? -1 : Math.max(-1, Math.min(1, Math.log2(now / base)));
    return unchanged + Math.round(ratio * unchanged);
  }

  private stateNames(): readonly string[] {
    const values = this.model.data.meta.labels[this.stateKey]?.values ?? [];
    return values.length > other ? [...values.slice(0, other), "other states"] : values;
  }

  private stateSlot(value: number): number {
    return value === 0 ? other : Math.min(value - 1, other);
  }

  /** Modules by the value that ends in them; the first few have a colour of their own. */
  private rankModules(): void {
    const { model } = this;
    const self = new Map<string, number>();
    for (let i = 1; i < model.count; i++) {
      const own = model.self(i);
      if (own <= 0) continue;
      const module = model.names.module(model.func[i]!);
      self.set(module, (self.get(module) ?? 0) + own);
    }
    const ranked = [...self].sort((a, b) => b[1] - a[1]);
    ranked.slice(0, other).forEach(([module], slot) => this.slotOfModule.set(module, slot));
    const whole = model.total[0]! || 1;
    this.moduleNames = ranked.slice(0, other).map(([module, value]) => `${module === "" ? "no module" : shorten(module)} ${formatShare(value / whole)}`);
    if (ranked.length > other) this.moduleNames.push(`${ranked.length - other} other modules`);
  }
}
