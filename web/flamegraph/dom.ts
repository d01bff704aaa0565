/** The element with an ID of page.html. */
export const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

export const make = <K extends keyof HTMLElementTagNameMap>(tag: K, text: string, className = ""): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== "") made.className = className;
  return made;
};

/** Copies text; where the browser has no clipboard for this page, by way of a selection. */
export const copy = async (text: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Refused, or no clipboard at all (TypeError): both mean the old way.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
};
