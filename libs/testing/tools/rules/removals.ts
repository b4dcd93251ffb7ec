import type { Sources } from './imports.ts';
import { conditionParts } from './kinds/condition-part.ts';
import { guards } from './kinds/guard.ts';
import { policyLookUps } from './kinds/policy-look-up.ts';
import { refusals } from './kinds/refusal.ts';
import type { Removal } from './mutant.ts';
import { RefusingFunctions } from './refusing.ts';

const functionsOf = new WeakMap<Sources, RefusingFunctions>();

/** Every rule of a file that can be taken out, in the order in which they stand. */
export function removalsOf(file: string, sources: Sources): Removal[] {
  const { tree } = sources.of(file);
  let refusing = functionsOf.get(sources);
  if (refusing === undefined) functionsOf.set(sources, (refusing = new RefusingFunctions(sources)));
  return [
    ...refusals(tree),
    ...guards(tree, refusing),
    ...conditionParts(tree, refusing),
    ...policyLookUps(tree, refusing),
  ].sort((one, other) => one.at.getStart() - other.at.getStart());
}
