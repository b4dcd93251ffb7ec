import type { DomainEvent } from '@linli/contracts';
import type { CommandContext } from '../src/command-handler.ts';
import { accept, refuse, type Decider } from '../src/decider.ts';

type Opened = DomainEvent<'Opened', { readonly area: string }>;
type Paid = DomainEvent<'Paid', { readonly fen: number }>;
export type AccountEvent = Opened | Paid;
export type AccountCommand =
  | { readonly do: 'open'; readonly area: string }
  | { readonly do: 'pay'; readonly fen: number }
  | { readonly do: 'pay-in-two'; readonly fen: number }
  | { readonly do: 'nothing' };

export interface Account {
  readonly area?: string;
  readonly fen: number;
}

/** An account is opened once and takes at most 100 fen. */
export const account: Decider<AccountCommand, AccountEvent, Account> = {
  initialState: { fen: 0 },
  decide(command, state) {
    if (command.do === 'open') return accept({ type: 'Opened', data: { area: command.area } });
    if (command.do === 'nothing') return accept();
    if (state.area === undefined) return refuse('X-1', 'not-open', 'Open the account first.', 'area');
    if (command.fen + state.fen > 100) return refuse('X-2', 'too-much', 'At most 100 fen in all.', 'fen');
    const pay = (fen: number): Paid => ({ type: 'Paid', data: { fen } });
    return command.do === 'pay' ? accept(pay(command.fen)) : accept(pay(1), pay(command.fen - 1));
  },
  evolve: (state, event) =>
    event.type === 'Opened'
      ? { ...state, area: event.data.area }
      : { ...state, fen: state.fen + event.data.fen },
};

let made = 0;
/** The context of a command, under an id of its own. */
export const by = (context: Partial<CommandContext> = {}): CommandContext => ({
  commandId: `command-${++made}`,
  correlationId: 'chain',
  actor: 'worker-1',
  tenant: 'wuhan',
  ...context,
});
