/** What the page is drawn with; the CSS has the same for everything but the graph. */
export interface Theme {
  readonly isDark: boolean;
  readonly text: string;
  readonly match: string;
  readonly matchText: string;
  readonly select: string;
}

const light: Theme = { isDark: false, text: "#1c1c1e", match: "#b5127f", matchText: "#ffffff", select: "#1c1c1e" };
const dark: Theme = { isDark: true, text: "#f4f4f5", match: "#d978c4", matchText: "#17181a", select: "#ffffff" };

export type Choice = "auto" | "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");

/** Light or dark: as the system is, unless the reader chooses; paper is always light. */
export class Themes {
  current = light;
  private choice: Choice = "auto";
  private isPrinting = false;

  constructor(private readonly onChange: () => void) {
    system.addEventListener("change", () => this.update());
    this.update();
  }

  get chosen(): Choice {
    return this.choice;
  }

  choose(choice: Choice): void {
    this.choice = choice;
    this.update();
  }

  print(isPrinting: boolean): void {
    this.isPrinting = isPrinting;
    this.update();
  }

  private update(): void {
    const isDark = !this.isPrinting && (this.choice === "dark" || (this.choice === "auto" && system.matches));
    this.current = isDark ? dark : light;
    document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
    this.onChange();
  }
}
