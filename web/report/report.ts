// The report works without this: it only makes some things quicker.

const root = document.documentElement;

/** The clipboard of a page that was opened from a file: not every browser lets the new interface have it. */
const copyOld = (text: string): boolean => {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
};

const copy = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyOld(text);
  }
};

const said = document.getElementById("said");

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button.copy") : null;
  const command = button?.parentElement?.querySelector("pre")?.textContent;
  if (!button || !command) return;
  void copy(command).then((done) => {
    button.textContent = done ? "copied" : "press Ctrl-C";
    if (!done) getSelection()?.selectAllChildren(button.parentElement!.querySelector("pre")!);
    if (said) said.textContent = done ? "copied" : "";
    button.focus();
    setTimeout(() => {
      button.textContent = "copy";
      if (said) said.textContent = "";
    }, 1500);
  });
});

// A link to a cause shows it, also where it is folded.
const reveal = (): void => {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary")?.focus({ preventScroll: true });
  }
};
addEventListener("hashchange", reveal);
reveal();

const all = (): HTMLDetailsElement[] => [...document.querySelectorAll("details")];

document.getElementById("unfold")?.addEventListener("click", (event) => {
  const details = all();
  const open = details.some((one) => !one.open);
  for (const one of details) one.open = open;
  (event.target as HTMLElement).textContent = open ? "fold all" : "unfold all";
});

// Paper cannot be unfolded.
let folded: HTMLDetailsElement[] = [];
addEventListener("beforeprint", () => {
  folded = all().filter((one) => !one.open);
  for (const one of folded) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of folded) one.open = false;
});

root.classList.add("js");
