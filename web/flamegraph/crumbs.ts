import type { View } from "./app";
import { element, make } from "./dom";
import type { Model } from "./model";
import type { Spot } from "./tree";

/** So many of the innermost callers are always shown; what lies between them and the root is left out. */
const kept = 4;

/** Where the zoom is: the way from the root, each step a button. */
export class Crumbs {
  constructor(
    private readonly model: Model,
    private readonly onZoom: (spot: Spot) => void,
    private readonly onBack: () => void,
  ) {}

  show(spot: Spot, view: View, stepsBack: number): void {
    const bar = element("crumbs");
    bar.hidden = view !== "sandwich" && spot.node === 0;
    bar.replaceChildren(...(view === "sandwich" ? this.sandwich(spot, stepsBack) : this.path(spot)));
  }

  private sandwich(spot: Spot, stepsBack: number): HTMLElement[] {
    const back = this.button(stepsBack > 0 ? "‹ back" : "‹ all calls", () => this.onBack());
    return [back, make("span", "callers and callees of"), make("b", this.label(spot, spot.node))];
  }

  private path(spot: Spot): HTMLElement[] {
    const path: number[] = [];
    for (let node = spot.node; node > 0; node = spot.tree.parent[node]!) path.unshift(node);
    path.unshift(0);
    return path.flatMap((node, index) => {
      // Leaving out a single step would save nothing.
      const isMiddle = path.length > kept + 2 && index > 0 && index < path.length - kept;
      if (isMiddle && index > 1) return [];
      const lead = index > 0 ? [make("span", "›")] : [];
      if (isMiddle) return [...lead, make("span", `… ${path.length - kept - 1} more`)];
      if (index === path.length - 1) return [...lead, make("b", this.label(spot, node))];
      return [...lead, this.button(this.label(spot, node), () => this.onZoom({ tree: spot.tree, node }))];
    });
  }

  private label(spot: Spot, node: number): string {
    return this.model.names.label(spot.tree.func[node]!, spot.tree.line[node]!);
  }

  private button(text: string, onClick: () => void): HTMLElement {
    const button = make("button", text);
    button.type = "button";
    button.addEventListener("click", onClick);
    return button;
  }
}
