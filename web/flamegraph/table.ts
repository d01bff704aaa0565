import { element, make } from "./dom";
import { formatChange, formatShare, formatValue } from "./format";
import type { FunctionSum, Model } from "./model";
import { shorten } from "./names";

/** More rows than this help nobody: search finds the rest. */
const longest = 150;

/** What the rows are ordered by. */
type Order = "self" | "total";

/** The hottest functions of what is zoomed to; of a difference, those that changed most. */
export class FunctionTable {
  private order: Order = "self";
  private sums: readonly FunctionSum[] = [];
  private whole = 1;
  private chosen = -1;
  private matches: Uint8Array | null = null;
  private onlyVanished = false;
  private readonly body = element("functions").querySelector("tbody")!;
  private readonly rows = new Map<number, HTMLTableRowElement>();
  private readonly isDifference: boolean;

  constructor(
    private readonly model: Model,
    private readonly onChoose: (func: number) => void,
    private readonly onOpen: (func: number) => void,
  ) {
    this.isDifference = model.data.meta.difference !== undefined;
    const self = element("by-self");
    const total = element("by-total");
    if (this.isDifference) {
      self.textContent = "± self";
      total.textContent = "± total";
      element("heading").textContent = "Changed, in points";
    }
    self.addEventListener("click", () => this.sort("self"));
    total.addEventListener("click", () => this.sort("total"));
    this.body.addEventListener("click", (event) => {
      const row = (event.target as Element).closest("tr");
      if (!row) return;
      if ((event.target as Element).closest("button")) this.onOpen(Number(row.dataset["id"]));
      else this.onChoose(Number(row.dataset["id"]));
    });
    this.body.addEventListener("keydown", (event) => this.onKey(event));
    const vanished = element("vanished");
    vanished.addEventListener("click", () => {
      this.onlyVanished = !this.onlyVanished;
      vanished.setAttribute("aria-pressed", String(this.onlyVanished));
      this.fill();
    });
  }

  show(sums: readonly FunctionSum[], whole: number): void {
    this.sums = sums;
    this.whole = whole;
    this.fill();
  }

  /** Shows only functions that match a search; null shows all. */
  search(matches: Uint8Array | null): void {
    if (matches === this.matches) return;
    this.matches = matches;
    this.fill();
  }

  /** Marks the row of the function that was chosen; -1 for none. */
  choose(func: number): void {
    this.mark(this.chosen, "chosen", false);
    this.chosen = func;
    this.mark(func, "chosen", true);
  }

  /** Marks the row of the function under the pointer or the selection, and brings it into view when asked. */
  near(func: number, reveal = false): void {
    for (const row of this.body.querySelectorAll(".near")) row.classList.remove("near");
    this.mark(func, "near", true);
    const box = element("functions");
    if (reveal && box.scrollHeight > box.clientHeight) this.rows.get(func)?.scrollIntoView({ block: "nearest" });
  }

  sort(order: Order): void {
    this.order = order;
    this.fill();
  }

  private mark(func: number, name: string, isOn: boolean): void {
    const row = this.rows.get(func);
    row?.classList.toggle(name, isOn);
    if (name === "chosen") row?.setAttribute("aria-selected", String(isOn));
  }

  private fill(): void {
    const { order } = this;
    element("by-self").setAttribute("aria-pressed", String(order === "self"));
    element("by-total").setAttribute("aria-pressed", String(order === "total"));
    const isVanished = (sum: FunctionSum): boolean => sum.nowTotal === 0 && sum.baseTotal > 0;
    if (this.isDifference) {
      const count = this.sums.filter(isVanished).length;
      const button = element("vanished");
      button.hidden = count === 0;
      button.textContent = `${count.toLocaleString("en-US")} vanished`;
    }
    const size = (sum: FunctionSum, by: Order): number => (this.isDifference ? Math.abs(this.change(sum, by)) : sum[by]);
    const second: Order = order === "self" ? "total" : "self";
    const wanted = this.sums.filter((sum) => (this.matches === null || this.matches[sum.id] === 1) && (!this.onlyVanished || isVanished(sum)));
    const first = wanted.sort((a, b) => size(b, order) - size(a, order) || size(b, second) - size(a, second) || a.id - b.id).slice(0, longest);
    this.rows.clear();
    this.body.replaceChildren(...first.map((sum) => this.row(sum)));
    const note = element("rows-note");
    note.textContent =
      wanted.length > longest ? `${longest} of ${wanted.length.toLocaleString("en-US")} functions`
      : wanted.length === 0 ? "no function"
      : "";
    note.hidden = note.textContent === "";
    this.choose(this.chosen);
    // One row is reached by Tab, the others by arrow keys.
    const reachable = this.rows.get(this.chosen) ?? this.body.querySelector("tr");
    if (reachable) reachable.tabIndex = 0;
  }

  private row(sum: FunctionSum): HTMLTableRowElement {
    const { names, unit } = this.model;
    const row = document.createElement("tr");
    row.dataset["id"] = String(sum.id);
    row.tabIndex = -1;
    row.append(this.cell(sum, "self"), this.cell(sum, "total"));
    const name = make("td", names.name(sum.id), "name");
    name.title = [
      names.label(sum.id, sum.line), names.place(sum.id, sum.line),
      this.isDifference
        ? `total ${formatValue(sum.baseTotal, unit)} → ${formatValue(sum.nowTotal, unit)}, self ${formatValue(sum.baseSelf, unit)} → ${formatValue(sum.nowSelf, unit)}`
        : `self ${formatValue(sum.self, unit)}, total ${formatValue(sum.total, unit)}`,
    ].filter((text) => text !== "").join("\n");
    const file = shorten(names.file(sum.id));
    const place = file !== "" ? `${file}${sum.line > 0 ? `:${sum.line}` : ""}` : shorten(names.module(sum.id));
    const fate = !this.isDifference ? "" : sum.nowTotal === 0 ? "vanished" : sum.baseTotal === 0 ? "new" : "";
    const small = [fate, place].filter((text) => text !== "").join(" · ");
    if (small !== "") name.append(make("small", small));
    const open = make("button", "⇅", "open");
    open.type = "button";
    open.tabIndex = -1;
    open.title = "Callers and callees (s)";
    open.setAttribute("aria-label", `Callers and callees of ${names.name(sum.id)}`);
    name.append(open);
    row.append(name);
    this.rows.set(sum.id, row);
    return row;
  }

  private cell(sum: FunctionSum, what: Order): HTMLTableCellElement {
    if (this.isDifference) {
      const change = this.change(sum, what);
      return make("td", formatChange(change), change > 0.0005 ? "more" : change < -0.0005 ? "less" : "");
    }
    const share = this.whole > 0 ? sum[what] / this.whole : 0;
    const cell = make("td", formatShare(share), "share");
    cell.style.setProperty("--share", `${(share * 100).toFixed(1)}%`);
    return cell;
  }

  /** How much a function's share of everything has changed. */
  private change(sum: FunctionSum, what: Order): number {
    const sides = this.model.sides!;
    const share = (value: number, whole: number): number => (whole > 0 ? value / whole : 0);
    return what === "self"
      ? share(sum.nowSelf, sides.now[0]!) - share(sum.baseSelf, sides.base[0]!)
      : share(sum.nowTotal, sides.now[0]!) - share(sum.baseTotal, sides.base[0]!);
  }

  private onKey(event: KeyboardEvent): void {
    const row = (event.target as Element).closest("tr");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const func = Number(row.dataset["id"]);
    const step = event.key === "ArrowDown" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : null;
    if (step) {
      row.tabIndex = -1;
      (step as HTMLElement).tabIndex = 0;
      (step as HTMLElement).focus();
    } else if (event.key === "Enter" || event.key === " ") {
      this.onChoose(func);
    } else if (event.key === "s") {
      this.onOpen(func);
    } else if (!event.key.startsWith("Arrow")) {
      return;
    }
    event.stopPropagation();
    event.preventDefault();
  }
}
