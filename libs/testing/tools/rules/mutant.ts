import type ts from 'typescript';

/** A text put into a source: what a node begins or ends with when a rule can be switched off. */
export interface Wrapping {
  readonly node: ts.Node;
  readonly before: string;
  readonly after: string;
}

/** One rule that can be taken out. */
export interface Removal {
  /** What was removed, for the one who reads that it lives. */
  readonly what: string;
  /** Where it stands. */
  readonly at: ts.Node;
  /** Rows and clauses the refusals cite that are lost with it; none when they come in as a parameter. */
  readonly rows: ReadonlySet<string>;
  /** Codes of these refusals. */
  readonly codes: readonly string[];
  /** Given the expression that is true while the rule is out. */
  wrap(out: string): Wrapping;
  /** The source without it, where the compiler may need what was removed: the node, and what stands for it then. */
  readonly without?: { readonly node: ts.Node; readonly text: string };
}
