import { publishedLanguage } from '@linli/contracts';
import {
  createCommandHandler,
  type CommandContext,
  type CommandResult,
  type Decider,
  type EventStore,
} from '@linli/event-sourcing';
import { Problem } from '@linli/service-kit';
import { calendar } from '../calendar/calendar.ts';
import { catalogue } from '../catalogue/catalogue.ts';
import { deadlines } from '../deadlines/deadlines.ts';
import type { PoliciesInForce } from '../incident/incident.ts';
import { routing } from '../routing/routing.ts';
import type { PolicyBook, PolicyName, PolicyVersion } from '../views/policy-book.ts';
import type { PolicyCommand } from './versioned-policy.ts';

/** Where new versions of the policies come into force. */
export interface PolicyDesk {
  /** `ActivateCatalogue`, `SetCategoryDeadlines`, `PublishCalendar`, `ActivateRoutingRules`, by the name of the policy. */
  activate<Name extends PolicyName>(
    name: Name,
    policy: PoliciesInForce[Name],
    context: CommandContext,
  ): Promise<CommandResult>;
}

/** A version that was recorded is in the book before the command is answered. */
export function createPolicyDesk(store: EventStore, book: PolicyBook): PolicyDesk {
  const activate = <Data>(
    decider: Decider<
      PolicyCommand<Data>,
      { readonly type: string; readonly data: Data },
      { version: number }
    >,
  ) => createCommandHandler({ ...publishedLanguage, store, decider });
  const handlers = {
    catalogue: activate(catalogue),
    deadlines: activate(deadlines),
    calendar: activate(calendar),
    routing: activate(routing),
  };
  return {
    async activate(name, policy, context) {
      const handle = handlers[name] as (
        streamId: string,
        command: PolicyCommand<typeof policy>,
        context: CommandContext,
      ) => Promise<CommandResult>;
      const result = await handle(name, { policy }, context);
      if ('events' in result) for (const event of result.events) book.absorb(event);
      return result;
    },
  };
}

/** A version of a policy, the one in force when none is named; 404 when there is no such version. */
export function policyVersion<Name extends PolicyName>(
  book: PolicyBook,
  name: Name,
  version: number | undefined,
): PolicyVersion<Name> {
  const versions = book.versions(name);
  const found = version === undefined ? versions.at(-1) : versions[version - 1];
  if (found !== undefined) return found;
  throw new Problem({
    status: 404,
    code: 'policy-version-unknown',
    detail: `There is no such version of the ${name}; the latest is ${versions.length}.`,
  });
}
