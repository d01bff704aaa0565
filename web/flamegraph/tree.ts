/**
 * What the graph draws: nodes in depth-first order, the subtree of node n is n..end[n]. The profile itself is one; others
 * are merged from it. Nothing recurses, however deep the stacks.
 */
export interface Tree {
  readonly count: number;
  readonly parent: ArrayLike<number>;
  readonly depth: ArrayLike<number>;
  readonly end: ArrayLike<number>;
  /** Index of the function; a group's frame (a thread, a label's value) has one of its own, see Names. */
  readonly func: ArrayLike<number>;
  readonly line: ArrayLike<number>;
  /** Where a node begins, in values from the left edge of the root. */
  readonly start: ArrayLike<number>;
  readonly total: ArrayLike<number>;
  /** The values of both sides of a difference; null when there is one side only. */
  readonly sides: Sides | null;
  /** For each node the thread state that most of it is, as the value's index and one; null where that is not known. */
  readonly states: ArrayLike<number> | null;
  self(node: number): number;
}

export interface Sides {
  readonly base: ArrayLike<number>;
  readonly now: ArrayLike<number>;
}

/** A node of one of the trees that are shown. */
export interface Spot {
  readonly tree: Tree;
  readonly node: number;
}

export const isSame = (a: Spot | null, b: Spot | null): boolean => a?.tree === b?.tree && a?.node === b?.node;

/** The functions from the root to a node, both included. */
export const pathOf = (tree: Tree, node: number): number[] => {
  const path: number[] = [];
  for (let n = node; n > 0; n = tree.parent[n]!) path.unshift(tree.func[n]!);
  path.unshift(tree.func[0]!);
  return path;
};
