import { formatShare, formatValue } from "./format";
import type { Model } from "./model";

const distance = 14;

/** The exact numbers of one frame, beside the pointer or the selected frame. */
export class Tip {
  constructor(
    private readonly box: HTMLElement,
    private readonly model: Model,
  ) {}

  hide(): void {
    this.box.hidden = true;
  }

  show(node: number, root: number, x: number, y: number): void {
    const { model } = this;
    const f = model.func[node]!;
    const unit = model.data.unit;
    const title = document.createElement("b");
    title.textContent = model.title(node);
    const place = document.createElement("p");
    place.textContent = f < 0 ? model.data.title : model.place(f, model.line[node]!);
    const numbers = document.createElement("dl");
    const line = (name: string, value: string, note: string): void => {
      const term = document.createElement("dt");
      term.textContent = name;
      const first = document.createElement("dd");
      first.textContent = value;
      const second = document.createElement("dd");
      second.textContent = note;
      numbers.append(term, first, second);
    };
    const all = model.total[0]!;
    const total = model.total[node]!;
    const self = model.self[node]!;
    line("total", formatValue(total, unit), `${formatShare(total / all)} of all`);
    line("self", formatValue(self, unit), `${formatShare(self / all)} of all`);
    if (node > 0) {
      const parent = model.parent[node]!;
      line("of caller", formatShare(total / model.total[parent]!), model.label(model.func[parent]!, model.line[parent]!));
    }
    if (root > 0) line("of zoom", formatShare(total / model.total[root]!), "");
    this.box.replaceChildren(title, ...(place.textContent === "" ? [] : [place]), numbers);
    this.box.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const left = x + distance + width > innerWidth - 8 ? x - distance - width : x + distance;
    const top = y + distance + height > innerHeight - 8 ? y - distance - height : y + distance;
    this.box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    this.box.style.top = `${Math.max(8, top)}px`;
  }
}
