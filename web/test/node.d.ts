// The little of Node that the tests use: its own types are not worth a dependency.
declare module "node:test" {
  export const test: (name: string, run: () => void | Promise<void>) => void;
}
declare module "node:assert/strict" {
  const assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): void;
  };
  export default assert;
}
