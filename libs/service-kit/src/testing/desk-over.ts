import type { ContextName } from '@linli/contracts';
import type { EventStore } from '@linli/event-sourcing';
import { createDesk, type Desk } from '../context/desk.ts';
import { PolicyBook } from '../context/policy-book.ts';

/** The desk of a context over its log alone, for what asks neither policies nor views: imports, seeds. */
export function deskOver(context: ContextName, store: EventStore): Desk {
  return createDesk({
    context,
    store,
    policies: new PolicyBook(store, []),
    now: Date.now,
    view: (name) => Promise.reject(new Error(`${name} does not run here`)),
    served: [],
  });
}
