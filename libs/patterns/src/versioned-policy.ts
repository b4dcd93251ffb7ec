import type { DataOf, EventDefinition } from '@linli/contracts';
import { accept, refuse, type Policy, type Refusal } from '@linli/event-sourcing';

export interface VersionedPolicySource<Content> {
  /** The requirement row that refusals cite. */
  readonly row: string;
  /** `opening`: the version in force when a stream opened judges it for good. `now`: the latest judges every act. */
  readonly judges: 'opening' | 'now';
  /** Version 1, which a new city starts with. */
  readonly first: Content;
  /** What makes the content of a version impossible; nothing does when left out. */
  readonly fault?: (content: Content) => Refusal | undefined;
  /** What people have to know of a version in force: its page and readiness say it. */
  readonly notice?: (content: Content) => string | undefined;
  /** Default `policy-<name>`. */
  readonly stream?: string;
}

/**
 * A policy that is data (design rule 10): each version replaces the one before as a whole. Versions are 1, 2, 3 … in
 * order, for the city and for each area that has its own, so two people who change it at once cannot both succeed unseen.
 */
export function versionedPolicy<
  Definition extends EventDefinition,
  Content extends DataOf<Definition> & { readonly version: number },
>(
  name: string,
  event: Definition,
  { row, judges, first, fault, notice, stream }: VersionedPolicySource<Content>,
): Policy<Content> {
  return {
    name,
    stream: stream ?? `policy-${name}`,
    event,
    judges,
    first,
    ...(notice && { notice }),
    decider: {
      initialState: { version: 0 },
      decide({ content }, { version }) {
        if (content.version !== version + 1) {
          const message = `version ${version} is the latest, so the next is ${version + 1}, not ${content.version}`;
          return refuse(row, 'version-out-of-order', message, 'version');
        }
        return fault?.(content) ?? accept({ type: event.type, data: content });
      },
      evolve: (_state, { data }) => ({ version: data.version }),
    },
  };
}

/** The first key that occurs twice. */
export function firstDouble(keys: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return keys.find((key) => seen.size === seen.add(key).size);
}
