/** What FlamePage (C#) embeds as JSON, to be read before the tree is unpacked. */
export interface Meta {
  readonly version: 2;
  readonly title: string;
  readonly answer: string;
  readonly quality: string;
  readonly howTaken: string;
  readonly command: string;
  readonly functions: number;
  readonly nodes: number;
  /** Index of the column to show first. */
  readonly column: number;
  readonly columns: readonly ColumnMeta[];
  /** What rows are told apart by: threads, states and whatever the profile has. */
  readonly labels: readonly { readonly key: string; readonly values: readonly string[] }[];
  /** Labels with too many values to choose from. */
  readonly labelsLeftOut: readonly string[];
  readonly palette: readonly PaletteEntry[];
  /** Present when the page compares two profiles: column 0 is the base, column 1 the new one. */
  readonly difference?: { readonly base: string; readonly new: string; readonly judged: boolean };
}

export interface ColumnMeta {
  /** What the values measure, for example "CPU time". */
  readonly noun: string;
  /** For example "nanoseconds". */
  readonly unit: string;
  /** What stored values are to be multiplied by. */
  readonly factor: number;
  /** An earlier column with the same stored values, -1 for none. */
  readonly sameAs: number;
}

export interface PaletteEntry {
  readonly name: string;
  readonly light: string;
  readonly dark: string;
}

/** The functions of a profile; the last one, beyond those of the profile, is the root. */
export interface Functions {
  readonly names: readonly string[];
  readonly files: readonly string[];
  readonly modules: readonly string[];
  /** Index into the palette. */
  readonly colors: Uint8Array;
  /** 1 when the label shows file and line. */
  readonly interpreted: Uint8Array;
}

/** The tree in depth-first order, the root first: the subtree of node n is n..end[n]. */
export interface Shape {
  readonly count: number;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  readonly end: Int32Array;
  readonly func: Int32Array;
  readonly line: Int32Array;
  /** 1 where a difference is chance; empty when nothing is marked. */
  readonly marks: Uint8Array;
}

/** The values of the tree's stacks, in the order of their nodes. */
export interface Rows {
  readonly node: Int32Array;
  /** Index of the row's set of labels. */
  readonly labels: Int32Array;
  readonly values: readonly Float64Array[];
}

export interface FlameData {
  readonly meta: Meta;
  readonly functions: Functions;
  readonly shape: Shape;
  readonly rows: Rows;
  /** For each key of meta.labels and each set of labels: the value's index plus one, 0 for none. */
  readonly labelSets: readonly Int32Array[];
}
