/** The document that FlameGraphHtml (C#) embeds. */
export interface FlameData {
  readonly version: 1;
  readonly title: string;
  readonly answer: string;
  readonly quality: string;
  readonly howTaken: string;
  readonly command: string;
  /** Unit of all values, for example "nanoseconds". */
  readonly unit: string;
  /** What the values measure, for example "CPU time". */
  readonly noun: string;
  readonly palette: readonly { readonly name: string; readonly light: string; readonly dark: string }[];
  readonly strings: readonly string[];
  /** Functions, five numbers each: name, file and module (indexes into strings), colour, 1 when its label shows the file. */
  readonly functions: readonly number[];
  /** Tree in depth-first order, the root first, three numbers each: levels to go up before, function (-1 for the root), line. */
  readonly nodes: readonly number[];
  readonly threads: readonly string[];
  /** Self values, three numbers each: distance from the node before, thread, value. */
  readonly values: readonly number[];
}
