import type { Colors } from "./colors";
import { fitLabel } from "./format";
import type { Model } from "./model";
import { title } from "./tip";
import type { Theme } from "./theme";
import type { Spot, Tree } from "./tree";
import { isSame } from "./tree";

/** Rows grow to fill the page when the tree is low. */
const lowestRow = 20;
const highestRow = 28;
const narrowRow = 24;
/** Frames narrower than this many pixels are left out, with what they call. */
export const narrowest = 0.4;
/** On a page that scrolls as a whole the graph is never higher than this share of the screen. */
const narrowShare = 0.62;
/** A printed graph is cut after so many rows. */
const printedRows = 70;
const narrow = "(max-width: 860px)";

/** What is drawn: a tree below one of its nodes, and, for one function in the middle, the tree of its callers. */
export interface Scene {
  readonly tree: Tree;
  readonly root: number;
  readonly callers: { readonly tree: Tree; readonly root: number } | null;
}

/** A frame that is drawn, for tests and other programs that look at the page. */
export interface ShownFrame {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly share: number;
  readonly fill: string;
  readonly matches: boolean;
}

/** One of the two trees of a scene, laid out. */
interface Panel {
  readonly tree: Tree;
  readonly root: number;
  /** 1 when rows go from the root towards leaves, -1 towards callers. */
  readonly direction: 1 | -1;
  readonly rows: number;
  /** The nodes that are wide enough, in depth-first order. */
  readonly visible: readonly number[];
}

/** Draws the part of a tree that is zoomed to and finds the node under the pointer. */
export class Graph {
  selected: Spot | null = null;
  hovered: Spot | null = null;
  icicle = false;
  /** Per function: 1 when it matches the search; null when nothing is searched. */
  matches: Uint8Array | null = null;
  printing = false;
  scene: Scene;

  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private panels: Panel[] = [];
  private width = 0;
  private height = 0;
  private pending = 0;
  private charWidth = 7;
  private rowHeight = lowestRow;

  constructor(
    private readonly box: HTMLElement,
    private readonly extent: HTMLElement,
    private readonly model: Model,
    private readonly colors: Colors,
    private readonly theme: () => Theme,
  ) {
    this.scene = { tree: model, root: 0, callers: null };
    this.canvas = box.querySelector("canvas")!;
    this.context = this.canvas.getContext("2d")!;
    box.addEventListener("scroll", () => this.draw());
    new ResizeObserver(() => this.layout(false)).observe(box);
  }

  show(scene: Scene): void {
    this.scene = scene;
    this.hovered = null;
    const { selected } = this;
    const isShown = selected && ((selected.tree === scene.tree && isBelow(scene.tree, selected.node, scene.root)) || selected.tree === scene.callers?.tree);
    if (!isShown) this.selected = null;
    this.layout(true);
  }

  /** Fits the canvas and the scrolled height; toRoot brings the root's row into view. */
  layout(toRoot: boolean): void {
    const { scene } = this;
    this.width = this.box.clientWidth;
    this.panels = [this.panel(scene.tree, scene.root, 1)];
    if (scene.callers) this.panels.push(this.panel(scene.callers.tree, scene.callers.root, -1));
    const rows = this.rows;
    const isNarrow = matchMedia(narrow).matches;
    this.box.style.height =
      this.printing ? `${Math.min(rows, printedRows) * lowestRow}px`
      : isNarrow ? `${Math.min(rows * narrowRow, Math.round(innerHeight * narrowShare))}px`
      : "";
    this.height = this.box.clientHeight;
    this.rowHeight = this.printing ? lowestRow
      : isNarrow ? narrowRow
      : Math.max(lowestRow, Math.min(highestRow, Math.floor(this.height / rows)));
    const needed = rows * this.rowHeight;
    // A scrollbar may have come or gone.
    this.width = this.box.clientWidth;
    const ratio = this.ratio();
    this.canvas.width = Math.max(1, Math.round(this.width * ratio));
    this.canvas.height = Math.max(1, Math.round(this.height * ratio));
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    // The canvas stays in view; what it does not cover is scrolled through.
    this.extent.style.height = `${Math.max(0, needed - this.height)}px`;
    if (toRoot) {
      const rootY = this.rowY(0) + this.box.scrollTop;
      this.box.scrollTop = scene.callers ? rootY - this.height / 2 : this.icicle ? 0 : needed;
    }
    this.paint();
  }

  draw(): void {
    this.pending ||= requestAnimationFrame(() => this.paint());
  }

  /** The frame at a point of the screen. */
  at(clientX: number, clientY: number): Spot | null {
    const rect = this.canvas.getBoundingClientRect();
    const x = clientX - rect.left;
    const row = Math.floor((clientY - rect.top - this.top()) / this.rowHeight);
    const level = this.icicle ? row - this.callerRows : this.rows - 1 - row - this.callerRows;
    const panel = level >= 0 ? this.panels[0]! : this.panels[1];
    if (!panel || Math.abs(level) >= panel.rows || x < 0 || x > this.width) return null;
    const { tree, root } = panel;
    const depth = tree.depth[root]! + Math.abs(level);
    const value = tree.start[root]! + (x / this.width) * tree.total[root]!;
    for (const node of panel.visible) {
      if (tree.depth[node] === depth && value >= tree.start[node]! && value < tree.start[node]! + tree.total[node]!) return { tree, node };
    }
    return null;
  }

  /** Where a frame is on the screen. */
  place(spot: Spot): DOMRect {
    const panel = this.panelOf(spot.tree);
    const rect = this.canvas.getBoundingClientRect();
    const scale = this.scale(panel);
    return new DOMRect(
      rect.left + (spot.tree.start[spot.node]! - panel.tree.start[panel.root]!) * scale,
      rect.top + this.rowY(this.level(panel, spot.node)),
      spot.tree.total[spot.node]! * scale,
      this.rowHeight,
    );
  }

  /** Scrolls so that a frame's row is in view. */
  reveal(spot: Spot): void {
    const y = this.rowY(this.level(this.panelOf(spot.tree), spot.node)) + this.box.scrollTop;
    if (y < this.box.scrollTop) this.box.scrollTop = y;
    else if (y + this.rowHeight > this.box.scrollTop + this.height) this.box.scrollTop = y + this.rowHeight - this.height;
  }

  /** The frames that match the search, row by row from the root, left to right. */
  matching(): Spot[] {
    const { matches } = this;
    return matches === null ? [] : this.panels.flatMap((panel) =>
      panel.visible.filter((node) => matches[panel.tree.func[node]!] === 1)
        .sort((a, b) => panel.tree.depth[a]! - panel.tree.depth[b]! || panel.tree.start[a]! - panel.tree.start[b]!)
        .map((node) => ({ tree: panel.tree, node })));
  }

  isVisible(spot: Spot): boolean {
    return this.panels.some((panel) => panel.tree === spot.tree && panel.visible.includes(spot.node));
  }

  /** All frames that are drawn, with their place on the screen. */
  shown(): ShownFrame[] {
    return this.panels.flatMap((panel) => panel.visible
      .filter((node) => panel.direction === 1 || node !== panel.root)
      .map((node) => {
        const spot = { tree: panel.tree, node };
        const { x, y, width, height } = this.place(spot);
        return {
          label: title(this.model, spot), x, y, width, height, share: panel.tree.total[node]! / this.model.total[0]!,
          fill: this.colors.fill(panel.tree, node), matches: this.matches?.[panel.tree.func[node]!] === 1,
        };
      }));
  }

  private panel(tree: Tree, root: number, direction: 1 | -1): Panel {
    const scale = tree.total[root]! > 0 ? this.width / tree.total[root]! : 0;
    const visible: number[] = [];
    let deepest = tree.depth[root]!;
    for (let i = root, last = tree.end[root]!; i < last; ) {
      if (i !== root && tree.total[i]! * scale < narrowest) {
        i = tree.end[i]!;
        continue;
      }
      if (tree.depth[i]! > deepest) deepest = tree.depth[i]!;
      visible.push(i);
      i++;
    }
    return { tree, root, direction, rows: deepest - tree.depth[root]! + 1, visible };
  }

  private panelOf(tree: Tree): Panel {
    return this.panels.find((panel) => panel.tree === tree) ?? this.panels[0]!;
  }

  private get callerRows(): number {
    return this.panels[1] ? this.panels[1].rows - 1 : 0;
  }

  private get rows(): number {
    return this.panels[0]!.rows + this.callerRows;
  }

  private ratio(): number {
    return this.printing ? 2 : devicePixelRatio || 1;
  }

  private scale(panel: Panel): number {
    const total = panel.tree.total[panel.root]!;
    return total > 0 ? this.width / total : 0;
  }

  /** Rows away from the scene's root, negative towards callers. */
  private level(panel: Panel, node: number): number {
    return (panel.tree.depth[node]! - panel.tree.depth[panel.root]!) * panel.direction;
  }

  /** The y of the first row on the canvas. A flame that is lower than its box stands on the box's ground. */
  private top(): number {
    const spare = this.height - this.rows * this.rowHeight;
    return (!this.icicle && spare > 0 ? spare : 0) - this.box.scrollTop;
  }

  private rowY(level: number): number {
    const row = this.icicle ? level + this.callerRows : this.rows - 1 - level - this.callerRows;
    return this.top() + row * this.rowHeight;
  }

  private paint(): void {
    cancelAnimationFrame(this.pending);
    this.pending = 0;
    const { context } = this;
    const ratio = this.ratio();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    context.font = `${this.rowHeight > 24 ? 13 : 12}px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace`;
    context.textBaseline = "middle";
    this.charWidth = context.measureText("0123456789").width / 10;
    for (const panel of this.panels) {
      const scale = this.scale(panel);
      const left = panel.tree.start[panel.root]!;
      for (const node of panel.visible) {
        if (panel.direction === -1 && node === panel.root) continue;
        const y = this.rowY(this.level(panel, node));
        if (y > -this.rowHeight && y < this.height) {
          this.paintFrame(panel.tree, node, (panel.tree.start[node]! - left) * scale, y, panel.tree.total[node]! * scale);
        }
      }
    }
  }

  private paintFrame(tree: Tree, node: number, x: number, y: number, width: number): void {
    const { context, rowHeight } = this;
    const theme = this.theme();
    const func = tree.func[node]!;
    const isMatch = this.matches !== null && this.matches[func] === 1;
    const gap = width > 3 ? 1 : 0;
    context.globalAlpha = this.matches === null || isMatch ? 1 : 0.38;
    context.fillStyle = isMatch ? theme.match : this.colors.fill(tree, node);
    context.fillRect(x, y, width - gap, rowHeight - 1);
    context.globalAlpha = this.matches === null || isMatch ? 1 : 0.6;
    const room = Math.floor((width - 8) / this.charWidth);
    if (room >= 2) {
      context.fillStyle = isMatch ? theme.matchText : theme.text;
      context.fillText(fitLabel(title(this.model, { tree, node }), this.model.names.name(func), room), x + 4, y + rowHeight / 2);
    }
    context.globalAlpha = 1;
    const isSelected = this.selected?.tree === tree && this.selected.node === node;
    if (!this.printing && (isSelected || isSame(this.hovered, { tree, node }))) {
      context.strokeStyle = theme.select;
      context.lineWidth = isSelected ? 2 : 1.5;
      context.strokeRect(x + 1, y + 1, Math.max(1, width - gap - 2), rowHeight - 3);
    }
  }
}

const isBelow = (tree: Tree, node: number, root: number): boolean => node >= root && node < tree.end[root]!;
