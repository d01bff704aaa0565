import { formatShare } from "./format";
import type { FunctionSum, Model } from "./model";
import { shorten } from "./model";

/** More rows than this help nobody: search finds the rest. */
const longest = 250;

/** The hottest functions of what is zoomed to. */
export class FunctionTable {
  private bySelf = true;
  private sums: FunctionSum[] = [];
  private whole = 1;
  private chosen = -1;
  private readonly body: HTMLElement;
  private readonly rows = new Map<number, HTMLTableRowElement>();

  constructor(
    private readonly box: HTMLElement,
    private readonly model: Model,
    private readonly onChoose: (func: number) => void,
  ) {
    this.body = box.querySelector("tbody")!;
    this.button("by-self").addEventListener("click", () => this.sort(true));
    this.button("by-total").addEventListener("click", () => this.sort(false));
    this.body.addEventListener("click", (event) => {
      const row = (event.target as Element).closest("tr");
      if (row) this.onChoose(Number(row.dataset["id"]));
    });
    this.body.addEventListener("keydown", (event) => {
      const row = (event.target as Element).closest("tr");
      if (row && event.key === "Enter") {
        event.stopPropagation();
        this.onChoose(Number(row.dataset["id"]));
      }
    });
  }

  show(sums: FunctionSum[], whole: number): void {
    this.sums = sums;
    this.whole = whole;
    this.fill();
  }

  /** Marks the row of the function that was chosen; -1 for none. */
  choose(func: number): void {
    this.rows.get(this.chosen)?.classList.remove("chosen");
    this.chosen = func;
    this.rows.get(func)?.classList.add("chosen");
  }

  /** Marks the row of the function under the pointer, where there is room beside the graph. */
  near(func: number): void {
    for (const row of this.body.querySelectorAll(".near")) row.classList.remove("near");
    this.rows.get(func)?.classList.add("near");
  }

  private sort(bySelf: boolean): void {
    this.bySelf = bySelf;
    this.fill();
  }

  private fill(): void {
    const key = this.bySelf ? (s: FunctionSum) => s.self : (s: FunctionSum) => s.total;
    const other = this.bySelf ? (s: FunctionSum) => s.total : (s: FunctionSum) => s.self;
    this.button("by-self").setAttribute("aria-pressed", String(this.bySelf));
    this.button("by-total").setAttribute("aria-pressed", String(!this.bySelf));
    const hottest = [...this.sums].sort((a, b) => key(b) - key(a) || other(b) - other(a)).slice(0, longest);
    this.rows.clear();
    this.body.replaceChildren(...hottest.map((sum) => this.row(sum)));
    this.choose(this.chosen);
  }

  private row(sum: FunctionSum): HTMLTableRowElement {
    const row = document.createElement("tr");
    row.dataset["id"] = String(sum.id);
    row.tabIndex = 0;
    row.append(this.share(sum.self), this.share(sum.total));
    const name = document.createElement("td");
    name.className = "name";
    name.title = `${this.model.label(sum.id, sum.line)}\n${this.model.place(sum.id, sum.line)}`;
    name.append(this.model.name(sum.id));
    const file = shorten(this.model.file(sum.id));
    const place = file !== "" ? `${file}${sum.line > 0 ? `:${sum.line}` : ""}` : shorten(this.model.module(sum.id));
    if (place !== "") {
      const small = document.createElement("small");
      small.textContent = place;
      name.append(small);
    }
    row.append(name);
    this.rows.set(sum.id, row);
    return row;
  }

  private share(value: number): HTMLTableCellElement {
    const share = this.whole > 0 ? value / this.whole : 0;
    const cell = document.createElement("td");
    cell.textContent = formatShare(share);
    cell.style.setProperty("--share", `${(share * 100).toFixed(1)}%`);
    return cell;
  }

  private button(id: string): HTMLElement {
    return this.box.querySelector(`#${id}`)!;
  }
}
