import type { Model } from "./model";

/** Rows grow to fill the page when the tree is low. */
const lowestRow = 20;
const highestRow = 30;
const narrowRow = 24;
/** Frames narrower than this many pixels are left out, with what they call. */
const minimumWidth = 0.4;
/** On a page that scrolls as a whole the graph is never higher than this share of the screen. */
const narrowShare = 0.62;
const narrow = "(max-width: 860px)";

export interface Colors {
  readonly fills: readonly string[];
  readonly text: string;
  readonly page: string;
  readonly match: string;
  readonly matchText: string;
  readonly select: string;
}

/** Draws the part of the tree that is zoomed to and finds the node under the pointer. */
export class Graph {
  root = 0;
  selected = -1;
  hovered = -1;
  icicle = false;
  /** Per function: 1 when it matches the search; null when nothing is searched. */
  matches: Uint8Array | null = null;

  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private rows = 1;
  private width = 0;
  private height = 0;
  private pending = 0;
  private charWidth = 7;
  private rowHeight = lowestRow;

  constructor(
    private readonly box: HTMLElement,
    private readonly extent: HTMLElement,
    private readonly model: Model,
    private readonly colors: () => Colors,
  ) {
    this.canvas = box.querySelector("canvas")!;
    this.context = this.canvas.getContext("2d")!;
    box.addEventListener("scroll", () => this.draw());
    new ResizeObserver(() => this.layout(false)).observe(box);
  }

  /** Fits the canvas and the scrolled height; toRoot brings the root's row into view. */
  layout(toRoot: boolean): void {
    this.width = this.box.clientWidth;
    this.rows = this.model.visibleDepth(this.root, (minimumWidth * this.model.total[this.root]!) / Math.max(1, this.width));
    const isNarrow = matchMedia(narrow).matches;
    this.box.style.height = isNarrow
      ? `${Math.min(this.rows * narrowRow, Math.round(innerHeight * narrowShare))}px`
      : "";
    this.height = this.box.clientHeight;
    this.rowHeight = isNarrow
      ? narrowRow
      : Math.max(lowestRow, Math.min(highestRow, Math.floor(this.height / this.rows)));
    const needed = this.rows * this.rowHeight;
    this.width = this.box.clientWidth;
    const ratio = devicePixelRatio || 1;
    this.canvas.width = Math.max(1, Math.round(this.width * ratio));
    this.canvas.height = Math.max(1, Math.round(this.height * ratio));
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    // The canvas stays in view; what it does not cover is scrolled through.
    this.extent.style.height = `${Math.max(0, needed - this.height)}px`;
    if (toRoot) this.box.scrollTop = this.icicle ? 0 : needed;
    this.paint();
  }

  draw(): void {
    this.pending ||= requestAnimationFrame(() => this.paint());
  }

  /** The node at a point of the screen, -1 when there is none. */
  at(clientX: number, clientY: number): number {
    const rect = this.canvas.getBoundingClientRect();
    const y = clientY - rect.top;
    const row = Math.floor((y - this.top()) / this.rowHeight);
    const level = this.icicle ? row : this.rows - 1 - row;
    if (level < 0 || level >= this.rows) return -1;
    const { model } = this;
    const value = model.start[this.root]! + ((clientX - rect.left) / this.width) * model.total[this.root]!;
    const depth = model.depth[this.root]! + level;
    for (let i = this.root; i < model.end[this.root]!; ) {
      const inside = value >= model.start[i]! && value < model.start[i]! + model.total[i]!;
      if (!inside) {
        i = model.end[i]!;
      } else if (model.depth[i] === depth) {
        return (model.total[i]! / model.total[this.root]!) * this.width >= minimumWidth ? i : -1;
      } else {
        i++;
      }
    }
    return -1;
  }

  /** Where a node is on the screen. */
  place(node: number): DOMRect {
    const rect = this.canvas.getBoundingClientRect();
    const scale = this.scale();
    return new DOMRect(
      rect.left + (this.model.start[node]! - this.model.start[this.root]!) * scale,
      rect.top + this.rowTop(node),
      this.model.total[node]! * scale,
      this.rowHeight,
    );
  }

  /** Scrolls so that a node's row is in view. */
  reveal(node: number): void {
    const y = this.rowTop(node) + this.box.scrollTop;
    if (y < this.box.scrollTop) this.box.scrollTop = y;
    else if (y + this.rowHeight > this.box.scrollTop + this.height) this.box.scrollTop = y + this.rowHeight - this.height;
  }

  private scale(): number {
    const total = this.model.total[this.root]!;
    return total > 0 ? this.width / total : 0;
  }

  /** The y of the first row on the canvas. A flame that is lower than its box stands on the box's ground. */
  private top(): number {
    const spare = this.height - this.rows * this.rowHeight;
    return (!this.icicle && spare > 0 ? spare : 0) - this.box.scrollTop;
  }

  private rowTop(node: number): number {
    const level = this.model.depth[node]! - this.model.depth[this.root]!;
    return this.top() + (this.icicle ? level : this.rows - 1 - level) * this.rowHeight;
  }

  private paint(): void {
    cancelAnimationFrame(this.pending);
    this.pending = 0;
    const { context, model, root } = this;
    const colors = this.colors();
    const ratio = devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    context.font = `${this.rowHeight > 24 ? 13 : 12}px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace`;
    context.textBaseline = "middle";
    this.charWidth = context.measureText("0123456789").width / 10;
    const scale = this.scale();
    const left = model.start[root]!;
    const deepest = model.depth[root]! + this.rows;
    for (let i = root; i < model.end[root]!; ) {
      const width = model.total[i]! * scale;
      if (width < minimumWidth || model.depth[i]! >= deepest) {
        i = model.end[i]!;
        continue;
      }
      const y = this.rowTop(i);
      if (y > -this.rowHeight && y < this.height) this.paintFrame(i, (model.start[i]! - left) * scale, y, width, colors);
      i++;
    }
  }

  private paintFrame(node: number, x: number, y: number, width: number, colors: Colors): void {
    const { context, model, rowHeight } = this;
    const f = model.func[node]!;
    const isMatch = this.matches !== null && f >= 0 && this.matches[f] === 1;
    const gap = width > 3 ? 1 : 0;
    context.globalAlpha = this.matches === null || isMatch ? 1 : 0.38;
    context.fillStyle = isMatch ? colors.match : colors.fills[model.color(f)]!;
    context.fillRect(x, y, width - gap, rowHeight - 1);
    context.globalAlpha = this.matches === null || isMatch ? 1 : 0.6;
    const room = Math.floor((width - 8) / this.charWidth);
    if (room >= 2) {
      context.fillStyle = isMatch ? colors.matchText : colors.text;
      context.fillText(fit(model.title(node), model.name(f), room), x + 4, y + rowHeight / 2);
    }
    context.globalAlpha = 1;
    if (node === this.selected || node === this.hovered) {
      context.strokeStyle = colors.select;
      context.lineWidth = node === this.selected ? 2 : 1.5;
      context.strokeRect(x + 1, y + 1, Math.max(1, width - gap - 2), rowHeight - 3);
    }
  }
}

/** The whole label, else the name alone, else the beginning of the name. */
const fit = (label: string, name: string, room: number): string =>
  label.length <= room ? label
  : name !== "" && name.length <= room ? name
  : room < 3 ? ""
  : `${(name || label).slice(0, room - 1)}…`;
