import type { FlameData } from "./data";

/** The last part of a path. */
export const shorten = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/**
 * Names functions, the root and groups alike. Functions are numbered from 0; the next number is the root, and those
 * after it are the values of labels.
 */
export class Names {
  readonly root: number;
  private readonly groups: { readonly key: number; readonly value: number }[] = [];
  private readonly groupIndexes = new Map<string, number>();
  private lower: string[] | null = null;

  constructor(private readonly data: FlameData) {
    this.root = data.meta.functions;
  }

  isCode(func: number): boolean {
    return func < this.root;
  }

  /** The number of a label's value; value 0 stands for "no such label". */
  group(key: number, value: number): number {
    const id = `${key},${value}`;
    let index = this.groupIndexes.get(id);
    if (index === undefined) {
      index = this.groups.push({ key, value }) - 1;
      this.groupIndexes.set(id, index);
    }
    return this.root + 1 + index;
  }

  name(func: number): string {
    const group = this.groups[func - this.root - 1];
    if (!group) return this.data.functions.names[func]!;
    const label = this.data.meta.labels[group.key]!;
    return group.value === 0 ? `no ${label.key}` : `${label.key} ${label.values[group.value - 1]}`;
  }

  file(func: number): string {
    return this.data.functions.files[func] ?? "";
  }

  module(func: number): string {
    return this.data.functions.modules[func] ?? "";
  }

  /** Index into the palette. */
  color(func: number): number {
    return this.data.functions.colors[func] ?? this.data.meta.palette.length - 1;
  }

  /** The label of a function: interpreted code shows where it is. */
  label(func: number, line: number): string {
    const file = this.file(func);
    if (this.data.functions.interpreted[func] !== 1 || file === "") return this.name(func);
    return `${this.name(func)} (${shorten(file)}${line > 0 ? `:${line}` : ""})`;
  }

  /** Where a function is, for a second line. */
  place(func: number, line: number): string {
    const file = this.file(func);
    const at = file === "" ? "" : line > 0 ? `${file}:${line}` : file;
    const module = this.module(func);
    return [at, module.startsWith("[") && at !== "" ? "" : module].filter((part) => part !== "").join(" in ");
  }

  /** Marks the functions whose name, file or module contains the words, or matches them when written as /expression/. */
  find(words: string): Uint8Array {
    const matches = new Uint8Array(this.root);
    const expression = /^\/(.+)\/$/.exec(words);
    if (expression) {
      let pattern: RegExp;
      try {
        pattern = new RegExp(expression[1]!, "i");
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        return matches;
      }
      for (let f = 0; f < this.root; f++) if (pattern.test(this.name(f)) || pattern.test(this.file(f)) || pattern.test(this.module(f))) matches[f] = 1;
      return matches;
    }
    this.lower ??= Array.from({ length: this.root }, (_, f) => `${this.name(f)}\n${this.file(f)}\n${this.module(f)}`.toLowerCase());
    const wanted = words.toLowerCase();
    for (let f = 0; f < this.root; f++) if (this.lower[f]!.includes(wanted)) matches[f] = 1;
    return matches;
  }
}
