import type { App, View } from "./app";
import type { ColorMode } from "./colors";
import { element, make } from "./dom";
import type { Choice } from "./theme";

const searchHint = "Search function, file or module";

/** The controls above the graph, the words around it, and the pointer. */
export const bindControls = (app: App): void => {
  fillWords(app);
  fillSelects(app);
  bindSearch(app);
  bindPointer(app);
  for (const view of ["calls", "inverted", "sandwich"] as const satisfies readonly View[]) {
    element(view).addEventListener("click", () => app.setView(view));
  }
  element("flame").addEventListener("click", () => app.turn(false));
  element("icicle").addEventListener("click", () => app.turn(true));
  element("copy").addEventListener("click", () => void app.copyStack());
  const help = element<HTMLDialogElement>("help");
  element("show-help").addEventListener("click", () => help.showModal());
  help.addEventListener("click", (event) => {
    if (event.target === help) help.close();
  });
  addEventListener("beforeprint", () => print(app, true));
  addEventListener("afterprint", () => print(app, false));
  app.onChange = () => update(app);
  update(app);
};

/** Shows the state of the page in its controls. */
const update = (app: App): void => {
  for (const view of ["calls", "inverted", "sandwich"]) element(view).setAttribute("aria-pressed", String(app.view === view));
  element("flame").setAttribute("aria-pressed", String(!app.graph.icicle));
  element("icicle").setAttribute("aria-pressed", String(app.graph.icicle));
  element<HTMLSelectElement>("split").value = String(app.split);
  element<HTMLSelectElement>("color").value = app.colors.mode;
  const state = element<HTMLSelectElement>("color").querySelector<HTMLOptionElement>("[value=state]");
  if (state) state.disabled = app.view !== "calls" || app.split >= 0;
  element<HTMLSelectElement>("theme").value = app.themes.chosen;
  const search = element<HTMLInputElement>("search");
  if (search.value.trim() !== app.words) search.value = app.words;
  search.placeholder = app.chosen < 0 ? searchHint : app.model.names.name(app.chosen);
  element("answer").textContent = app.answer();
};

const fillWords = (app: App): void => {
  const { meta } = app.model.data;
  element("title").textContent = meta.title;
  element("quality").textContent = meta.quality;
  const taken = element("taken");
  taken.textContent = meta.howTaken;
  if (meta.command !== "") {
    if (meta.howTaken !== "") taken.append(" · ");
    taken.append(make("code", meta.command));
  }
  if (meta.labelsLeftOut.length > 0) {
    element("quality").append(` · labels of too many values to choose from: ${meta.labelsLeftOut.join(", ")}`);
  }
};

const fillSelects = (app: App): void => {
  const { meta } = app.model.data;
  const column = element<HTMLSelectElement>("column");
  meta.columns.forEach((each, index) => {
    const noun = meta.difference ? `width: ${index === 0 ? meta.difference.base : meta.difference.new}` : each.noun;
    column.append(new Option(noun, String(index)));
  });
  column.value = String(app.model.column);
  column.hidden = meta.columns.length < 2;

  const filter = element<HTMLSelectElement>("filter");
  const split = element<HTMLSelectElement>("split");
  filter.append(new Option("everything", ""));
  split.append(new Option("not split", "-1"));
  meta.labels.forEach((label, key) => {
    if (label.values.length < 2 && !app.model.data.labelSets[key]!.includes(0)) return;
    split.append(new Option(`split by ${label.key}`, String(key)));
    const group = document.createElement("optgroup");
    group.label = label.key;
    label.values.forEach((value, index) => group.append(new Option(value, `${key},${index + 1}`)));
    filter.append(group);
  });
  filter.hidden = split.hidden = split.options.length < 2;

  const color = element<HTMLSelectElement>("color");
  const modes: readonly [ColorMode, string, boolean][] = [
    ["difference", "colour: difference", meta.difference !== undefined],
    ["kind", "colour: language", true],
    ["module", "colour: module", true],
    ["state", "colour: state", app.colors.stateKey >= 0],
  ];
  for (const [mode, text, isOffered] of modes) if (isOffered) color.append(new Option(text, mode));

  const measure = (): void => {
    const [key, value] = filter.value.split(",").map(Number);
    app.measure(Number(column.value), value === undefined ? null : { key: key!, value });
  };
  column.addEventListener("change", measure);
  filter.addEventListener("change", measure);
  split.addEventListener("change", () => app.setSplit(Number(split.value)));
  color.addEventListener("change", () => app.setColor(color.value as ColorMode));
  const theme = element<HTMLSelectElement>("theme");
  theme.addEventListener("change", () => app.themes.choose(theme.value as Choice));
};

const bindSearch = (app: App): void => {
  const search = element<HTMLInputElement>("search");
  search.addEventListener("input", () => app.search(search.value.trim()));
};

const bindPointer = (app: App): void => {
  const box = element("graph");
  let lastPointer = "mouse";
  box.addEventListener("pointerdown", (event) => (lastPointer = event.pointerType));
  box.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const spot = app.graph.at(event.clientX, event.clientY);
    box.style.cursor = spot ? "pointer" : "";
    app.hover(spot, event.clientX, event.clientY);
  });
  box.addEventListener("pointerleave", () => app.hover(null, 0, 0));
  box.addEventListener("click", (event) => {
    const spot = app.graph.at(event.clientX, event.clientY);
    if (!spot) return;
    const { selected } = app.graph;
    // A finger cannot hover: the first touch shows the numbers, the second zooms.
    const isFirstTouch = lastPointer === "touch" && (selected?.tree !== spot.tree || selected.node !== spot.node);
    app.select(spot);
    if (!isFirstTouch) app.zoom(spot);
  });
  addEventListener("scroll", () => app.tip.hide());
};

const print = (app: App, isPrinting: boolean): void => {
  app.tip.hide();
  app.graph.printing = isPrinting;
  app.themes.print(isPrinting);
  app.graph.layout(true);
};
