import type { DomainEvent } from '@linli/contracts';
import { accept, refuse, type Decider, type Refusal } from '@linli/event-sourcing';

/** Which version is the latest; 0 before the first. */
export interface PolicyState {
  readonly version: number;
}

/** What is asked of a policy: to be in force in this version from now on. */
export interface PolicyCommand<Data> {
  readonly policy: Data;
}

/**
 * A policy that is data (design rule 10): each version replaces the one before as a whole, for what opens after it.
 * Versions are 1, 2, 3 … in order, so two people who change it at once cannot both succeed unseen.
 */
export function versionedPolicy<Type extends string, Data extends { readonly version: number }>(options: {
  /** The event a new version is. */
  readonly event: Type;
  /** The requirement row that refusals cite. */
  readonly row: string;
  /** What makes the content of a version impossible; undefined when nothing does. */
  readonly fault: (policy: Data) => Refusal | undefined;
}): Decider<PolicyCommand<Data>, DomainEvent<Type, Data>, PolicyState> {
  const { event, row, fault } = options;
  return {
    initialState: { version: 0 },
    decide({ policy }, { version }) {
      if (policy.version !== version + 1) {
        const message = `version ${version} is the latest, so the next is ${version + 1}, not ${policy.version}`;
        return refuse(row, 'version-out-of-order', message, 'version');
      }
      return fault(policy) ?? accept({ type: event, data: policy });
    },
    evolve: (_state, { data }) => ({ version: data.version }),
  };
}

/** The first key that occurs twice. */
export function firstDouble(keys: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return keys.find((key) => seen.size === seen.add(key).size);
}
