import type { ContextName } from '@linli/contracts';

/** Injects the `Desk` of a context, for controllers that are written out beside its doors. */
export function DESK(context: ContextName): symbol {
  return Symbol.for(`linli.${context}.desk`);
}

/** Injects the policies of a context with all their versions (`PolicyBook`). */
export function POLICIES(context: ContextName): symbol {
  return Symbol.for(`linli.${context}.policies`);
}

/** Injects a running view of a context (`RunningView`). */
export function VIEW(name: string): symbol {
  return Symbol.for(`linli.view.${name}`);
}
