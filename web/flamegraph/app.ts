import { Colors } from "./colors";
import type { ColorMode } from "./colors";
import { Crumbs } from "./crumbs";
import type { FlameData } from "./data";
import { copy, element } from "./dom";
import { formatShare, formatValue } from "./format";
import { Graph, narrowest } from "./graph";
import { merge } from "./merge";
import type { MergeRequest } from "./merge";
import { Model } from "./model";
import type { FunctionSum } from "./model";
import { Worker } from "./slices";
import { FunctionTable } from "./table";
import { Themes } from "./theme";
import { Tip } from "./tip";
import type { Spot } from "./tree";
import { pathOf } from "./tree";

export type View = "calls" | "inverted" | "sandwich";

/** Trees of fewer nodes than this are merged whole; of larger ones only what is wide enough to see. */
const smallTree = 20_000;

/** What the page shows, and how it changes. Controls and keys call it; it calls the graph, the table and the words. */
export class App {
  readonly model: Model;
  readonly graph: Graph;
  readonly table: FunctionTable;
  readonly colors: Colors;
  readonly themes: Themes;
  readonly tip: Tip;
  view: View = "calls";
  /** The label to split by, -1 for none. */
  split = -1;
  /** The function in the middle of the sandwich, -1 for none yet. */
  middle = -1;
  /** The function chosen in the table, -1 for none; it takes the place of a search. */
  chosen = -1;
  words = "";
  /** Called when anything has changed that controls show. */
  onChange = (): void => undefined;

  private readonly crumbs: Crumbs;
  private readonly middlesBefore: number[] = [];
  // Trees and table rows are made apart from each other: neither waits for the other.
  private readonly trees = new Worker((busy) => this.busy("tree", busy));
  private readonly sums = new Worker((busy) => this.busy("table", busy));
  private readonly states = new Worker((busy) => this.busy("states", busy));
  private readonly measures = new Worker((busy) => this.busy("measure", busy));
  private readonly shares = new Worker((busy) => this.busy("share", busy));
  private readonly searches = new Worker((busy) => this.busy("search", busy));
  private readonly busyWith = new Set<string>();
  private tableRoot = -1;
  private hottest: readonly FunctionSum[] = [];

  constructor(data: FlameData) {
    this.model = new Model(data);
    this.themes = new Themes(() => this.recolor());
    const stateKey = data.meta.labels.findIndex((label) => label.key === "state");
    this.colors = new Colors(this.model, () => this.themes.current, stateKey);
    this.graph = new Graph(element("graph"), element("extent"), this.model, this.colors, () => this.themes.current);
    this.tip = new Tip(element("tip"), this.model);
    this.table = new FunctionTable(this.model, (func) => this.choose(func), (func) => this.open(func));
    this.crumbs = new Crumbs(this.model, (spot) => this.zoom(spot), () => this.back());
    this.refresh();
  }

  get minimum(): number {
    return this.model.count < smallTree ? 0 : narrowest / 2 / Math.max(300, element("graph").clientWidth);
  }

  /** Zooms into a frame; in the sandwich, puts its function into the middle. */
  zoom(spot: Spot): void {
    if (this.view === "sandwich") {
      const func = spot.tree.func[spot.node]!;
      if (this.model.names.isCode(func)) this.open(func);
      return;
    }
    if (spot.tree === this.model || this.minimum === 0) this.show(spot, null);
    else this.mergeTree(pathOf(spot.tree, spot.node).slice(1));
  }

  /** One step back out. */
  zoomOut(): void {
    const { tree, root } = this.graph.scene;
    if (this.view === "sandwich") this.back();
    else if (root > 0) this.zoom({ tree, node: tree.parent[root]! });
  }

  reset(): void {
    const { tree, root } = this.graph.scene;
    if (this.view === "sandwich") this.setView("calls");
    else if (root > 0) this.zoom({ tree, node: 0 });
  }

  setView(view: View): void {
    if (view === "sandwich" && this.middle < 0) {
      this.middle = this.functionAtHand();
      if (this.middle < 0) return;
    }
    this.view = view;
    if (view !== "calls") this.split = -1;
    this.graph.selected = null;
    this.refresh();
  }

  /** Shows callers and callees of a function. */
  open(func: number): void {
    if (this.middle >= 0 && this.middle !== func && this.view === "sandwich") this.middlesBefore.push(this.middle);
    this.middle = func;
    this.setView("sandwich");
  }

  /** The function before in the middle of the sandwich, else the calls again. */
  back(): void {
    const before = this.middlesBefore.pop();
    if (before === undefined) {
      this.setView("calls");
    } else {
      this.middle = before;
      this.setView("sandwich");
    }
  }

  setSplit(key: number): void {
    this.split = key;
    this.view = "calls";
    this.graph.selected = null;
    this.refresh();
  }

  /** Takes another value, or the rows of one thread only. */
  measure(column: number, filter: Model["filter"]): void {
    this.measures.start(this.model.choose(column, filter), () => {
      this.tableRoot = -1;
      if (this.colors.mode === "state") this.setColor("state");
      const { tree, root } = this.graph.scene;
      if (tree === this.model && this.model.total[root]! > 0) this.show({ tree, node: root }, null);
      else this.refresh();
    });
  }

  setColor(mode: ColorMode): void {
    this.colors.mode = mode;
    if (mode === "state") {
      this.model.states = null;
      this.states.start(this.model.dominant(this.colors.stateKey), (states) => {
        this.model.states = states;
        this.recolor();
      });
    }
    this.recolor();
  }

  turn(icicle: boolean): void {
    this.graph.icicle = icicle;
    this.tip.hide();
    this.graph.layout(true);
    this.onChange();
  }

  search(words: string): void {
    this.words = words;
    this.chosen = -1;
    this.table.choose(-1);
    this.highlight(() => (words === "" ? null : this.model.names.find(words)), true);
  }

  /** Highlights a function of the table wherever it is called; a second time, no more. */
  choose(func: number): void {
    this.chosen = func === this.chosen ? -1 : func;
    this.words = "";
    this.table.choose(this.chosen);
    this.highlight(() => {
      if (this.chosen < 0) return null;
      const matches = new Uint8Array(this.model.names.root);
      matches[this.chosen] = 1;
      return matches;
    }, false);
  }

  /** Selects the next frame that matches, or the one before. */
  nextMatch(step: 1 | -1): void {
    const matching = this.graph.matching();
    if (matching.length === 0) return;
    const at = matching.findIndex((spot) => spot.tree === this.graph.selected?.tree && spot.node === this.graph.selected.node);
    const next = at < 0 ? (step > 0 ? 0 : matching.length - 1) : (at + step + matching.length) % matching.length;
    this.select(matching[next]!);
  }

  select(spot: Spot): void {
    this.graph.selected = spot;
    this.graph.reveal(spot);
    this.graph.draw();
    const place = this.graph.place(spot);
    this.tip.show(spot, this.graph.scene.root, this.isTurned(spot), Math.max(place.left, 0), place.bottom);
    this.table.near(spot.tree.func[spot.node]!, true);
  }

  hover(spot: Spot | null, x: number, y: number): void {
    const { graph } = this;
    if (spot?.tree !== graph.hovered?.tree || spot?.node !== graph.hovered?.node) {
      graph.hovered = spot;
      graph.draw();
      this.table.near(spot ? spot.tree.func[spot.node]! : -1);
    }
    if (spot) this.tip.show(spot, graph.scene.root, this.isTurned(spot), x, y);
    else this.tip.hide();
  }

  /** Callers and callees have changed places below this frame's root. */
  isTurned(spot: Spot): boolean {
    return this.view === "inverted" || spot.tree === this.graph.scene.callers?.tree;
  }

  /** Copies the stack of the selected frame, else of what is zoomed to: outermost caller first, one function a line. */
  async copyStack(): Promise<void> {
    const { scene, selected } = this.graph;
    const spot = selected ?? { tree: scene.tree, node: scene.root };
    const stack: string[] = [];
    for (let node = spot.node; node >= 0; node = spot.tree.parent[node]!) {
      const func = spot.tree.func[node]!;
      if (func !== this.model.names.root) stack.unshift(this.model.names.label(func, spot.tree.line[node]!));
    }
    if (this.isTurned(spot)) stack.reverse();
    if (stack.length === 0) {
      this.say("select a frame first: its stack is what is copied");
      return;
    }
    const total = spot.tree.total[spot.node]!;
    await copy(`${stack.join("\n")}\n${formatValue(total, this.model.unit)}, ${formatShare(total / this.model.total[0]!)} of ${this.model.noun}\n`);
    this.say(`copied a stack of ${stack.length} ${stack.length === 1 ? "frame" : "frames"}`);
  }

  say(words: string): void {
    element("said").textContent = words;
  }

  /** The function that is selected, chosen or, failing that, the hottest. */
  private functionAtHand(): number {
    const { selected } = this.graph;
    const func = selected ? selected.tree.func[selected.node]! : -1;
    if (func >= 0 && this.model.names.isCode(func)) return func;
    if (this.chosen >= 0) return this.chosen;
    return this.hottest.reduce((best, sum) => (best === null || sum.self > best.self ? sum : best), null as FunctionSum | null)?.id ?? -1;
  }

  /** Makes what the view needs, from its root. */
  private refresh(): void {
    this.tip.hide();
    if (this.view === "calls" && this.split < 0) {
      this.trees.start(nothing(), () => this.show({ tree: this.model, node: 0 }, null));
    } else if (this.view === "sandwich") {
      const request = (kind: MergeRequest["kind"]): MergeRequest => ({ kind, func: this.middle, key: -1, path: [], minimum: this.minimum, stateKey: -1 });
      const { model } = this;
      const both = function* () {
        return { callees: yield* merge(model, request("callees")), callers: yield* merge(model, request("callers")) };
      };
      this.trees.start(both(), ({ callees, callers }) => this.show({ tree: callees.tree, node: callees.root }, callers));
    } else {
      this.mergeTree([]);
    }
    this.onChange();
  }

  private mergeTree(path: readonly number[]): void {
    const kind = this.view === "inverted" ? "inverted" : "split";
    const work = merge(this.model, { kind, func: -1, key: this.split, path, minimum: this.minimum, stateKey: this.colors.stateKey });
    this.trees.start(work, ({ tree, root }) => this.show({ tree, node: root }, null));
  }

  private show(spot: Spot, callers: { tree: Spot["tree"]; root: number } | null): void {
    this.tip.hide();
    this.graph.show({ tree: spot.tree, root: spot.node, callers });
    this.crumbs.show(spot, this.view, this.middlesBefore.length);
    this.showTable(spot.tree === this.model ? spot.node : 0);
    this.shares.start(this.share(), () => undefined);
    this.showLegend();
    this.onChange();
  }

  private showTable(root: number): void {
    if (root === this.tableRoot) return;
    this.tableRoot = root;
    this.sums.start(this.model.functions(root), (sums) => {
      this.hottest = sums;
      this.table.show(sums, this.model.total[root]!);
      this.onChange();
    });
  }

  /** The headline that C# wrote is about the column shown first; about others the page says its own. */
  answer(): string {
    const { model } = this;
    if ((model.column === model.data.meta.column && model.filter === null) || model.data.meta.difference) return model.data.meta.answer;
    const all = model.total[0]!;
    if (all <= 0 || this.tableRoot !== 0) return `${formatValue(all, model.unit)} of ${model.noun}`;
    const first = this.hottest.reduce((best, sum) => (sum.self > best.self ? sum : best), this.hottest[0]!);
    return `${formatShare(first.self / all)} of ${model.noun} is in ${model.names.label(first.id, first.line)}`;
  }

  /** Marks functions in the graph, says their share, and, for a search, shows only their rows. */
  private highlight(find: () => Uint8Array | null, inTable: boolean): void {
    const { graph, table } = this;
    const share = (): Generator<void, void> => this.share();
    this.searches.start((function* () {
      const matches = find();
      yield;
      graph.matches = matches;
      graph.draw();
      yield;
      yield* share();
      yield;
      table.search(inTable ? graph.matches : null);
    })(), () => this.onChange());
  }

  private *share(): Generator<void, void> {
    const { matches } = this.graph;
    const output = element("matches");
    if (matches === null) {
      output.textContent = "";
      return;
    }
    const { tree, root } = this.graph.scene;
    const from = tree === this.model ? root : 0;
    const whole = this.model.total[from]!;
    const share = whole > 0 ? (yield* this.model.matched(from, matches)) / whole : 0;
    const count = matches.reduce((sum, isMatch) => sum + isMatch, 0);
    output.textContent = share > 0
      ? `${formatShare(share)} of ${this.model.noun}, ${count.toLocaleString("en-US")} ${count === 1 ? "function" : "functions"}`
      : "no match";
  }

  private recolor(): void {
    // The themes are there before the graph is.
    if (!this.graph) return;
    this.showLegend();
    this.graph.draw();
    this.onChange();
  }

  private showLegend(): void {
    element("legend").replaceChildren(...this.colors.legend(this.graph.scene.tree).map(({ name, color }) => {
      const item = document.createElement("li");
      const swatch = document.createElement("i");
      swatch.style.background = color;
      item.append(swatch, name);
      return item;
    }));
  }

  private busy(what: string, isBusy: boolean): void {
    if (isBusy) this.busyWith.add(what);
    else this.busyWith.delete(what);
    const root = document.documentElement;
    if (this.busyWith.size > 0) root.dataset["busy"] = [...this.busyWith].join(" ");
    else delete root.dataset["busy"];
  }
}

const nothing = function* (): Generator<void, void> {
  // The profile's own tree is always there.
};
