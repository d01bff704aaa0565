import type { FlameData, Functions, Meta, Rows, Shape } from "./data";

/** Unpacks what FlamePage (C#) embeds: columns of variable-length integers, deflated, in Base64. */
export const decode = async (meta: Meta, base64: string): Promise<FlameData> => {
  const columns = new Columns(await inflate(base64));
  const functions = readFunctions(meta, columns);
  const shape = readShape(meta, columns);
  const labelSets = readLabelSets(meta, columns);
  return { meta, functions, shape, labelSets, rows: readRows(meta, columns) };
};

const inflate = async (base64: string): Promise<Uint8Array> => {
  const stream = new Blob([fromBase64(base64)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => {
  // Browsers of 2025 and later have this; the other way is slower.
  const direct = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;
  if (direct) return direct.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
};

/** Reads numbers one after the other. */
class Cursor {
  private at = 0;

  constructor(readonly bytes: Uint8Array) {}

  next(): number {
    let byte = this.bytes[this.at++]!;
    if (byte < 128) return byte;
    // Multiplication, because values go beyond the 32 bits of shifts.
    let value = byte & 127;
    let scale = 128;
    do {
      byte = this.bytes[this.at++]!;
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte >= 128);
    return value;
  }

  /** How many numbers there are in all. */
  count(): number {
    let count = 0;
    for (const byte of this.bytes) if (byte < 128) count++;
    return count;
  }

  ints(): Int32Array {
    const values = new Int32Array(this.count());
    for (let i = 0; i < values.length; i++) values[i] = this.next();
    return values;
  }
}

/** The columns one after the other, each with its length before it. */
class Columns {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  next(): Cursor {
    let length = 0;
    let scale = 1;
    let byte: number;
    do {
      byte = this.bytes[this.at++]!;
      length += (byte & 127) * scale;
      scale *= 128;
    } while (byte >= 128);
    this.at += length;
    return new Cursor(this.bytes.subarray(this.at - length, this.at));
  }
}

const readFunctions = (meta: Meta, columns: Columns): Functions => {
  const lengths = columns.next().ints();
  const text = new TextDecoder().decode(columns.next().bytes);
  const strings: string[] = [];
  let at = 0;
  for (const length of lengths) strings.push(text.slice(at, (at += length)));
  const texts = (last: string): string[] => [...Array.from(columns.next().ints(), (i) => strings[i]!), last];
  const names = texts("all");
  const files = texts("");
  const modules = texts("");
  const colors = Uint8Array.from([...columns.next().ints(), meta.palette.length - 1]);
  const interpreted = Uint8Array.from([...columns.next().ints(), 0]);
  return { names, files, modules, colors, interpreted };
};

const readShape = (meta: Meta, columns: Columns): Shape => {
  // Which functions each function calls; a node names the one that it is by its place in its caller's list.
  const edgeCounts = columns.next().ints();
  const starts = new Int32Array(edgeCounts.length + 1);
  for (let i = 0; i < edgeCounts.length; i++) starts[i + 1] = starts[i]! + edgeCounts[i]!;
  const callees = columns.next().ints();
  const lines = columns.next().ints();
  const ups = columns.next();
  const ranks = columns.next();
  const marks = columns.next();
  const count = meta.nodes;
  const parent = new Int32Array(count);
  const depth = new Int32Array(count);
  const end = new Int32Array(count).fill(count);
  const func = new Int32Array(count);
  const line = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    let p = i - 1;
    for (let up = ups.next(); up > 0; up--) {
      end[p] = i;
      p = parent[p]!;
    }
    parent[i] = p;
    depth[i] = i === 0 ? 0 : depth[p]! + 1;
    const edge = starts[i === 0 ? meta.functions : func[p]!]! + ranks.next();
    func[i] = callees[edge]!;
    line[i] = lines[edge]!;
  }
  return { count, parent, depth, end, func, line, marks: Uint8Array.from(marks.bytes) };
};

const readLabelSets = (meta: Meta, columns: Columns): Int32Array[] => {
  const flat = columns.next().ints();
  const keys = meta.labels.length;
  return meta.labels.map((_, key) => Int32Array.from({ length: flat.length / keys }, (_, set) => flat[set * keys + key]!));
};

const readRows = (meta: Meta, columns: Columns): Rows => {
  const node = columns.next().ints();
  for (let i = 1; i < node.length; i++) node[i]! += node[i - 1]!;
  const labels = columns.next().ints();
  const stored: Float64Array[] = [];
  for (const column of meta.columns) {
    const packed = columns.next();
    const values = new Float64Array(node.length);
    if (column.sameAs >= 0) {
      values.set(stored[column.sameAs]!);
    } else {
      for (let i = 0; i < values.length; i++) {
        const value = packed.next();
        // A shape of the tree knows no less than nothing: what a profile takes away (a difference) is left out.
        values[i] = value % 2 === 1 ? 0 : value / 2;
      }
    }
    stored.push(values);
  }
  const values = stored.map((column, i) => column.map((value) => value * meta.columns[i]!.factor));
  return { node, labels, values };
};
