import type { DocumentStore } from '../src/document-store.ts';

/** A store with one fault, and the case of the suite that must notice it. */
export interface FaultyStore {
  readonly fault: string;
  readonly caughtBy: string;
  readonly wrap: (store: DocumentStore) => DocumentStore;
}

/** The store with some of its methods replaced. */
export function broken(
  make: (store: DocumentStore) => Partial<DocumentStore>,
): (store: DocumentStore) => DocumentStore {
  return (store) => {
    const faulty = make(store);
    return new Proxy(store, {
      get(target, name) {
        const method = (faulty as Record<PropertyKey, unknown>)[name] ?? Reflect.get(target, name);
        return typeof method === 'function' ? method.bind(target) : method;
      },
    });
  };
}
