import type { FlameData } from "./data";
import { formatShare } from "./format";
import type { Colors } from "./graph";
import { Graph } from "./graph";
import { Model } from "./model";
import { FunctionTable } from "./table";
import { Tip } from "./tip";

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

const data = JSON.parse(element("data").textContent!) as FlameData;
const model = new Model(data);
const dark = matchMedia("(prefers-color-scheme: dark)");

let cached: Colors | null = null;
const colors = (): Colors =>
  (cached ??= {
    fills: data.palette.map((color) => (dark.matches ? color.dark : color.light)),
    text: dark.matches ? "#f4f4f5" : "#1c1c1e",
    page: dark.matches ? "#17181a" : "#ffffff",
    match: dark.matches ? "#d978c4" : "#b5127f",
    matchText: dark.matches ? "#17181a" : "#ffffff",
    select: dark.matches ? "#ffffff" : "#1c1c1e",
  });

element("app").hidden = false;
const graph = new Graph(element("graph"), element("extent"), model, colors);
const tip = new Tip(element("tip"), model);
const table = new FunctionTable(element("functions"), model, (func) => choose(func));
const search = element<HTMLInputElement>("search");
const thread = element<HTMLSelectElement>("thread");

/** The function chosen in the table, -1 for none; it takes the place of a search. */
let chosen = -1;

const fillPage = (): void => {
  element("answer").textContent = data.answer;
  element("title").textContent = data.title;
  element("quality").textContent = data.quality;
  const taken = element("taken");
  taken.textContent = data.howTaken;
  if (data.command !== "") {
    const code = document.createElement("code");
    code.textContent = data.command;
    taken.append(data.howTaken === "" ? "" : " · ", code);
  }
  const used = new Set<number>();
  for (let f = 0; f < model.functionCount; f++) used.add(model.color(f));
  fillLegend(used);
  if (data.threads.length > 1) {
    thread.hidden = false;
    thread.append(new Option(`all ${data.threads.length} threads`, "-1"));
    data.threads.forEach((name, index) => thread.append(new Option(name, String(index))));
  }
};

const fillLegend = (used: ReadonlySet<number>): void => {
  const items = data.palette.flatMap((color, index) => {
    if (!used.has(index)) return [];
    const item = document.createElement("li");
    const swatch = document.createElement("i");
    swatch.style.background = dark.matches ? color.dark : color.light;
    item.append(swatch, color.name);
    return [item];
  });
  element("legend").replaceChildren(...items);
  element("legend").dataset["used"] = [...used].join(" ");
};

const updateMatches = (): void => {
  const words = search.value.trim().toLowerCase();
  const output = element("matches");
  if (chosen < 0 && words === "") {
    graph.matches = null;
    output.textContent = "";
  } else {
    const matches = new Uint8Array(model.functionCount);
    if (chosen >= 0) {
      matches[chosen] = 1;
    } else {
      for (let f = 0; f < matches.length; f++) {
        const text = `${model.name(f)}\n${model.file(f)}\n${model.module(f)}`.toLowerCase();
        if (text.includes(words)) matches[f] = 1;
      }
    }
    graph.matches = matches;
    const whole = model.total[graph.root]!;
    const share = whole > 0 ? model.matched(graph.root, matches) / whole : 0;
    output.textContent = share > 0 ? `${formatShare(share)} of ${data.noun} matches` : "no match";
  }
  graph.draw();
};

const choose = (func: number): void => {
  chosen = func === chosen ? -1 : func;
  search.value = "";
  search.placeholder = chosen < 0 ? "Search function or file" : model.name(chosen);
  table.choose(chosen);
  updateMatches();
};

const updateCrumbs = (): void => {
  const crumbs = element("crumbs");
  crumbs.hidden = graph.root === 0;
  const path: number[] = [];
  for (let node = graph.root; node > 0; node = model.parent[node]!) path.unshift(node);
  path.unshift(0);
  const keep = 4;
  const parts: Node[] = [];
  path.forEach((node, index) => {
    // Leaving out a single step would save nothing.
    const isMiddle = path.length > keep + 2 && index > 0 && index < path.length - keep;
    if (isMiddle && index > 1) return;
    if (index > 0) parts.push(mark("›"));
    if (isMiddle) {
      parts.push(mark(`… ${path.length - keep - 1} more`));
    } else if (index === path.length - 1) {
      const here = document.createElement("b");
      here.textContent = model.label(model.func[node]!, model.line[node]!);
      parts.push(here);
    } else {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = model.label(model.func[node]!, model.line[node]!);
      button.addEventListener("click", () => zoom(node));
      parts.push(button);
    }
  });
  crumbs.replaceChildren(...parts);
};

const mark = (text: string): HTMLElement => {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
};

const zoom = (node: number): void => {
  graph.root = node;
  graph.hovered = -1;
  if (!isBelow(graph.selected, node)) graph.selected = -1;
  tip.hide();
  updateCrumbs();
  graph.layout(true);
  table.show(model.functions(node), model.total[node]!);
  updateMatches();
};

const isBelow = (node: number, root: number): boolean => node >= root && node < model.end[root]!;

const turn = (icicle: boolean): void => {
  graph.icicle = icicle;
  element("flame").setAttribute("aria-pressed", String(!icicle));
  element("icicle").setAttribute("aria-pressed", String(icicle));
  tip.hide();
  graph.layout(true);
};

const select = (node: number): void => {
  if (node < 0) return;
  graph.selected = node;
  graph.reveal(node);
  graph.draw();
  const place = graph.place(node);
  tip.show(node, graph.root, Math.max(place.left, 0), place.bottom);
  table.near(model.func[node]!);
};

/** The first callee, else the nearest brother or sister in a direction, that has any value. */
const firstChild = (node: number): number => {
  for (let i = node + 1; i < model.end[node]!; i = model.end[i]!) if (model.total[i]! > 0) return i;
  return -1;
};

const sibling = (node: number, step: number): number => {
  if (node === graph.root) return -1;
  const parent = model.parent[node]!;
  let before = -1;
  for (let i = parent + 1; i < model.end[parent]!; i = model.end[i]!) {
    if (step > 0 && i > node && model.total[i]! > 0) return i;
    if (step < 0 && i === node) return before;
    if (model.total[i]! > 0) before = i;
  }
  return -1;
};

const move = (key: string): void => {
  const node = graph.selected;
  if (node < 0) {
    select(graph.root);
    return;
  }
  const towardsLeaf = graph.icicle ? "ArrowDown" : "ArrowUp";
  if (key === "ArrowLeft") select(sibling(node, -1));
  else if (key === "ArrowRight") select(sibling(node, 1));
  else if (key === towardsLeaf) select(firstChild(node));
  else if (node !== graph.root) select(model.parent[node]!);
};

const escape = (): void => {
  if (search.value !== "" || chosen >= 0) {
    search.value = "";
    if (chosen >= 0) choose(chosen);
    else updateMatches();
  } else if (graph.root !== 0) {
    zoom(0);
  } else {
    graph.selected = -1;
    tip.hide();
    graph.draw();
  }
};

const onKey = (event: KeyboardEvent): void => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.key === "Escape") {
    escape();
    if (inField) element("graph").focus();
  } else if (inField) {
    return;
  } else if (event.key === "/") {
    search.focus();
    search.select();
  } else if (event.key.startsWith("Arrow")) {
    move(event.key);
  } else if (event.key === "Enter" && graph.selected >= 0 && !(event.target instanceof HTMLButtonElement)) {
    zoom(graph.selected);
  } else if (event.key === "i") {
    turn(!graph.icicle);
  } else {
    return;
  }
  event.preventDefault();
};

const onPoint = (event: PointerEvent): void => {
  if (event.pointerType === "touch") return;
  const node = graph.at(event.clientX, event.clientY);
  if (node !== graph.hovered) {
    graph.hovered = node;
    graph.draw();
    table.near(node < 0 ? -1 : model.func[node]!);
  }
  element("graph").style.cursor = node < 0 ? "" : "pointer";
  if (node < 0) tip.hide();
  else tip.show(node, graph.root, event.clientX, event.clientY);
};

let lastPointer = "mouse";
const onClick = (event: MouseEvent): void => {
  const node = graph.at(event.clientX, event.clientY);
  if (node < 0) return;
  // A finger cannot hover: the first touch shows the numbers, the second zooms.
  if (lastPointer === "touch" && node !== graph.selected) {
    select(node);
    return;
  }
  graph.selected = node;
  zoom(node);
};

fillPage();
search.addEventListener("input", () => {
  chosen = -1;
  search.placeholder = "Search function or file";
  table.choose(-1);
  updateMatches();
});
thread.addEventListener("change", () => {
  model.choose(Number(thread.value));
  zoom(model.total[graph.root]! > 0 ? graph.root : 0);
});
element("flame").addEventListener("click", () => turn(false));
element("icicle").addEventListener("click", () => turn(true));
const box = element("graph");
box.addEventListener("pointerdown", (event) => (lastPointer = event.pointerType));
box.addEventListener("pointermove", onPoint);
box.addEventListener("pointerleave", () => {
  graph.hovered = -1;
  tip.hide();
  table.near(-1);
  graph.draw();
});
box.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
addEventListener("scroll", () => tip.hide());
dark.addEventListener("change", () => {
  cached = null;
  const used = (element("legend").dataset["used"] ?? "").split(" ").map(Number);
  fillLegend(new Set(used));
  graph.draw();
});
turn(false);
zoom(0);
