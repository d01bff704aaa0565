import type { App } from "./app";
import { element } from "./dom";
import type { Spot, Tree } from "./tree";

/** The first callee, else the nearest brother or sister in a direction, that has any value; -1 when there is none. */
const firstChild = (tree: Tree, node: number): number => {
  for (let i = node + 1; i < tree.end[node]!; i = tree.end[i]!) if (tree.total[i]! > 0) return i;
  return -1;
};

const sibling = (tree: Tree, root: number, node: number, step: number): number => {
  if (node === root) return -1;
  const parent = tree.parent[node]!;
  let before = -1;
  for (let i = parent + 1; i < tree.end[parent]!; i = tree.end[i]!) {
    if (step > 0 && i > node && tree.total[i]! > 0) return i;
    if (step < 0 && i === node) return before;
    if (tree.total[i]! > 0) before = i;
  }
  return -1;
};

/** Moves the selection from frame to frame as the arrows point on the screen. */
const move = (app: App, key: string): void => {
  const { scene, selected, icicle } = app.graph;
  const go = (tree: Tree, node: number): void => {
    const spot = { tree, node };
    // What is too narrow to be drawn cannot be selected.
    if (node >= 0 && app.graph.isVisible(spot)) app.select(spot);
  };
  if (!selected) {
    go(scene.tree, scene.root);
    return;
  }
  const { tree, node } = selected;
  const { callers } = scene;
  const isMain = tree === scene.tree;
  const root = isMain ? scene.root : callers!.root;
  // In the sandwich both trees grow away from the row in the middle.
  const away = key === ((isMain ? icicle : !icicle) ? "ArrowDown" : "ArrowUp");
  if (key === "ArrowLeft") go(tree, sibling(tree, root, node, -1));
  else if (key === "ArrowRight") go(tree, sibling(tree, root, node, 1));
  else if (away) go(tree, firstChild(tree, node));
  else if (node !== root) {
    const parent = tree.parent[node]!;
    // The row in the middle is drawn once, as the root of the callees.
    if (!isMain && parent === root) go(scene.tree, scene.root);
    else go(tree, parent);
  } else if (isMain && callers) go(callers.tree, firstChild(callers.tree, callers.root));
};

/** Takes back the last thing first: search, zoom, selection. */
const escape = (app: App): void => {
  if (app.chosen >= 0) app.choose(app.chosen);
  else if (app.words !== "") app.search("");
  else if (app.graph.scene.root > 0 || app.view === "sandwich") app.reset();
  else if (app.view !== "calls") app.setView("calls");
  else {
    app.graph.selected = null;
    app.tip.hide();
    app.graph.draw();
  }
};

const cycle = (select: HTMLSelectElement): void => {
  const options = [...select.options].filter((option) => !option.disabled);
  select.value = options[(options.findIndex((option) => option.selected) + 1) % options.length]!.value;
  select.dispatchEvent(new Event("change"));
};

const spotAtHand = (app: App): Spot | null => app.graph.selected ?? app.graph.hovered;

/** Everything that can be done without a mouse; page.html lists it for the reader. */
export const bindKeys = (app: App): void => {
  const help = element<HTMLDialogElement>("help");
  const actions: Readonly<Record<string, () => void>> = {
    "/": () => {
      element("search").focus();
      element<HTMLInputElement>("search").select();
    },
    "?": () => help.showModal(),
    n: () => app.nextMatch(1),
    N: () => app.nextMatch(-1),
    f: () => app.turn(!app.graph.icicle),
    i: () => app.setView(app.view === "inverted" ? "calls" : "inverted"),
    s: () => {
      const spot = spotAtHand(app);
      const func = spot ? spot.tree.func[spot.node]! : -1;
      if (app.model.names.isCode(func) && func >= 0) app.open(func);
      else app.setView("sandwich");
    },
    b: () => cycle(element("split")),
    k: () => cycle(element("color")),
    v: () => cycle(element("column")),
    d: () => cycle(element("theme")),
    c: () => void app.copyStack(),
    t: () => document.querySelector<HTMLElement>("#functions tbody tr[tabindex='0']")?.focus(),
    g: () => element("graph").focus(),
    Backspace: () => app.zoomOut(),
    "0": () => app.reset(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const { target } = event;
    const inField = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    if (event.key === "Escape") {
      escape(app);
      if (inField) element("graph").focus();
    } else if (target instanceof HTMLInputElement && event.key === "Enter") {
      app.nextMatch(event.shiftKey ? -1 : 1);
    } else if (inField) {
      return;
    } else if (event.key.startsWith("Arrow")) {
      move(app, event.key);
    } else if (event.key === "Enter" && app.graph.selected && !(target instanceof HTMLButtonElement)) {
      app.zoom(app.graph.selected);
    } else if (Object.hasOwn(actions, event.key)) {
      actions[event.key]!();
    } else {
      return;
    }
    event.preventDefault();
  });
};
