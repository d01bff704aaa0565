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
