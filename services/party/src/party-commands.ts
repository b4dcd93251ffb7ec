import { publishedLanguage, type PartyEvent } from '@linli/contracts';
import { createCommandHandler, type CommandHandler, type EventStore } from '@linli/event-sourcing';
import { partyOrg, type PartyOrgCommand } from './party-org/party-org.ts';

/** Everything that can be asked of this context. */
export interface PartyCommands {
  /** Streams `party-org-<code>`. */
  readonly partyOrg: CommandHandler<PartyOrgCommand, PartyEvent>;
  /** Where an organisation belongs; `undefined` when it has not been established. */
  readonly areaPathOf: (code: string) => Promise<string | undefined>;
}

export function partyOrgStream(code: string): string {
  return `party-org-${code}`;
}

export function partyCommands(store: EventStore): PartyCommands {
  return {
    partyOrg: createCommandHandler({
      ...publishedLanguage,
      store,
      decider: partyOrg,
      areaPathOf: (state) => state.areaPath,
    }),
    async areaPathOf(code) {
      const [recorded] = await store.readStream(partyOrgStream(code), { limit: 1 });
      const established = (recorded && publishedLanguage.upcast(recorded)) as PartyEvent | undefined;
      return established?.type === 'PartyOrgEstablished' ? established.data.areaPath : undefined;
    },
  };
}
