// Zoom and search for the standalone SVG. Each frame is <g class="f"> with title, rect and, when it fits, text.
export {};

const svg = document.documentElement as unknown as SVGSVGElement;
const left = Number(svg.dataset["left"]);
const width = Number(svg.dataset["width"]);
const charWidth = 6.62;
const padding = 3;

interface Box {
  readonly group: SVGGElement;
  readonly rect: SVGRectElement;
  readonly text: SVGTextElement;
  readonly label: string;
  readonly x: number;
  readonly w: number;
  readonly level: number;
}

const boxes: Box[] = [...document.querySelectorAll<SVGGElement>("g.f")].map((group) => {
  const rect = group.querySelector("rect")!;
  const text = group.querySelector("text") ?? group.appendChild(document.createElementNS(svg.namespaceURI, "text") as SVGTextElement);
  text.setAttribute("y", String(Number(rect.getAttribute("y")) + 12));
  return {
    group,
    rect,
    text,
    label: (group.querySelector("title")!.textContent ?? "").split("\n")[0]!,
    x: Number(rect.getAttribute("x")),
    w: Number(rect.getAttribute("width")),
    level: Number(group.dataset["level"]),
  };
});

const fit = (label: string, room: number): string => {
  const chars = Math.floor((room - 2 * padding) / charWidth);
  return chars < 3 ? "" : label.length <= chars ? label : `${label.slice(0, chars - 1)}…`;
};

const place = (box: Box, x: number, w: number): void => {
  box.group.style.display = "";
  box.rect.setAttribute("x", String(x));
  box.rect.setAttribute("width", String(w));
  box.text.setAttribute("x", String(x + padding));
  box.text.textContent = fit(box.label, w);
};

const zoom = (target: Box): void => {
  const isAll = target.level === 0;
  for (const box of boxes) {
    const isCaller = box.level < target.level && box.x <= target.x + 0.01 && box.x + box.w >= target.x + target.w - 0.01;
    const isBelow = box.level >= target.level && box.x >= target.x - 0.01 && box.x + box.w <= target.x + target.w + 0.01;
    if (isCaller) place(box, left, width);
    else if (isBelow) place(box, left + ((box.x - target.x) / target.w) * width, (box.w / target.w) * width);
    else box.group.style.display = "none";
    box.group.classList.toggle("caller", isCaller && !isAll);
  }
};

const search = (words: string): void => {
  const spans: [number, number][] = [];
  for (const box of boxes) {
    const isMatch = words !== "" && box.label.toLowerCase().includes(words.toLowerCase());
    box.group.classList.toggle("match", isMatch);
    if (isMatch) spans.push([box.x, box.x + box.w]);
  }
  spans.sort((a, b) => a[0] - b[0]);
  let covered = 0;
  let end = 0;
  for (const [from, to] of spans) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  document.getElementById("matches")!.textContent = words === "" ? "" : `${((covered / width) * 100).toFixed(1)} % matches "${words}"`;
};

const ask = (): void => search((prompt("Search function or file") ?? "").trim());

for (const box of boxes) box.group.addEventListener("click", () => zoom(box));
const button = document.getElementById("search")!;
button.style.display = "";
button.addEventListener("click", ask);
document.addEventListener("keydown", (event) => {
  if (event.key === "/") {
    event.preventDefault();
    ask();
  } else if (event.key === "Escape") {
    search("");
    zoom(boxes[0]!);
  }
});
