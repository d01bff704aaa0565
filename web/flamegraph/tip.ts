import { formatChange, formatShare, formatValue } from "./format";
import type { Model } from "./model";
import type { Spot } from "./tree";

const distance = 14;

/** The label of a frame; a root shows how much everything is. */
export const title = (model: Model, spot: Spot): string => {
  const func = spot.tree.func[spot.node]!;
  return func === model.names.root
    ? `all, ${formatValue(spot.tree.total[spot.node]!, model.unit)}`
    : model.names.label(func, spot.tree.line[spot.node]!);
};

/** The exact numbers of one frame, beside the pointer or the selected frame. */
export class Tip {
  constructor(
    private readonly box: HTMLElement,
    private readonly model: Model,
  ) {}

  hide(): void {
    this.box.hidden = true;
  }

  /** Turned says that callees and callers have changed places: then a frame has no value of its own. */
  show(spot: Spot, root: number, turned: boolean, x: number, y: number): void {
    const { model } = this;
    const { tree, node } = spot;
    const func = tree.func[node]!;
    const name = document.createElement("b");
    name.textContent = title(model, spot);
    const place = document.createElement("p");
    place.textContent = func === model.names.root ? model.data.meta.title : model.names.place(func, tree.line[node]!);
    const numbers = document.createElement("dl");
    const line = (what: string, value: string, note: string): void => {
      const cells = [document.createElement("dt"), document.createElement("dd"), document.createElement("dd")];
      [what, value, note].forEach((text, i) => (cells[i]!.textContent = text));
      numbers.append(...cells);
    };
    const all = model.total[0]!;
    const exact = (value: number): string => `${formatValue(value, model.unit)}`;
    line("total", exact(tree.total[node]!), `${formatShare(tree.total[node]! / all)} of all`);
    if (!turned) line("self", exact(tree.self(node)), `${formatShare(tree.self(node) / all)} of all`);
    if (model.unit === "nanoseconds") {
      const samples = model.data.meta.columns.findIndex((column) => column.unit === "count");
      const factor = model.data.meta.columns[model.column]!.factor;
      if (samples >= 0 && model.data.meta.columns[model.column]!.sameAs === samples) {
        line("samples", Math.round((tree.total[node]! / factor) * model.data.meta.columns[samples]!.factor).toLocaleString("en-US"), "");
      }
    }
    if (tree.sides && model.sides) {
      const share = (values: ArrayLike<number>, whole: ArrayLike<number>): number => (whole[0]! > 0 ? values[node]! / whole[0]! : 0);
      const base = share(tree.sides.base, model.sides.base);
      const now = share(tree.sides.now, model.sides.now);
      const isChance = tree === model && model.data.shape.marks[node] === 1;
      line("base", exact(tree.sides.base[node]!), formatShare(base));
      line("new", exact(tree.sides.now[node]!), formatShare(now));
      line("change", formatChange(now - base), `points${isChance ? ", within chance" : ""}`);
    }
    if (node > 0 && tree.parent[node]! >= 0) {
      const parent = tree.parent[node]!;
      if (tree.total[parent]! > 0) line(turned ? "of callee" : "of caller", formatShare(tree.total[node]! / tree.total[parent]!), model.names.label(tree.func[parent]!, tree.line[parent]!));
    }
    if (root > 0) line("of zoom", formatShare(tree.total[node]! / tree.total[root]!), "");
    this.box.replaceChildren(name, ...(place.textContent === "" ? [] : [place]), numbers);
    this.box.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const left = x + distance + width > innerWidth - 8 ? x - distance - width : x + distance;
    const top = y + distance + height > innerHeight - 8 ? y - distance - height : y + distance;
    this.box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    this.box.style.top = `${Math.max(8, top)}px`;
  }
}
