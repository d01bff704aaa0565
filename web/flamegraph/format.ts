const timeUnits = ["ns", "µs", "ms", "s"];
const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

const group = (value: number): string => Math.round(value).toLocaleString("en-US");

const scale = (value: number, step: number, units: readonly string[]): string => {
  let unit = 0;
  while (Math.abs(value) >= step - 0.5 && unit < units.length - 1) {
    value /= step;
    unit++;
  }
  const size = Math.abs(value);
  const digits = unit === 0 || size >= 99.95 ? group(value) : value.toFixed(size >= 9.995 ? 1 : 2);
  return `${digits} ${units[unit]}`;
};

/** A value as a person reads it; the same rules as ValueText in C#. */
export const formatValue = (value: number, unit: string): string =>
  unit === "nanoseconds" ? scale(value, 1000, timeUnits)
  : unit === "microseconds" ? scale(value * 1e3, 1000, timeUnits)
  : unit === "milliseconds" ? scale(value * 1e6, 1000, timeUnits)
  : unit === "bytes" ? scale(value, 1024, byteUnits)
  : unit === "count" || unit === "" ? group(value)
  : `${group(value)} ${unit}`;

/** A share from 0 to 1. */
export const formatShare = (share: number): string =>
  share > 0 && share < 0.0005 ? "<0.1 %" : `${(share * 100).toFixed(1)} %`;

/** A change of a share from -1 to 1, in percentage points of all. */
export const formatChange = (change: number): string => {
  const points = (change * 100).toFixed(1);
  return change === 0 || Number(points) === 0 ? "±0.0" : `${change > 0 ? "+" : "−"}${points.replace("-", "")}`;
};

/** How many columns a text takes: East Asian characters and emoji take two. */
export const columns = (text: string): number => {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Surrogate pairs are two units and two columns already; what is wide and of one unit lies in these blocks.
    if ((code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xff00 && code <= 0xff60)) count++;
  }
  return count;
};

/** The whole label, else the name alone, else the beginning of the name. */
export const fitLabel = (label: string, name: string, room: number): string => {
  if (columns(label) <= room) return label;
  const text = name !== "" ? name : label;
  if (columns(text) <= room) return text;
  if (room < 3) return "";
  let end = Math.min(text.length, room - 1);
  while (end > 0 && columns(text.slice(0, end)) > room - 1) end--;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end--;
  return `${text.slice(0, end)}…`;
};
