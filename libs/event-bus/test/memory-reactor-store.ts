import type { ParkedReaction, ReactorStore } from '../src/reactor-store.ts';

/** Progress in memory; refuses another owner's as a durable one does. */
export function memoryReactorStore(): ReactorStore & { failNext(when: 'before' | 'after'): void } {
  const positions = new Map<string, number>();
  const parked = new Map<string, ParkedReaction>();
  let fault: 'before' | 'after' | undefined;
  const key = (...parts: readonly (string | number)[]) => parts.join('\n');
  return {
    failNext(when) {
      fault = when;
    },
    position: async (reactor, source) => positions.get(key(reactor, source)),
    async save(reactor, progress) {
      const failing = fault;
      fault = undefined;
      if (failing === 'before') throw new Error('the store was gone');
      if (positions.get(key(reactor, progress.source)) !== progress.from) throw new Error('another owner');
      positions.set(key(reactor, progress.source), progress.to);
      for (const { source, position } of progress.unparked) parked.delete(key(reactor, source, position));
      for (const reaction of progress.parked) {
        parked.set(key(reactor, reaction.source, reaction.event.position), reaction);
      }
      if (failing === 'after') throw new Error('the answer was lost');
    },
    parked: async (reactor) =>
      [...parked]
        .filter(([name]) => name.startsWith(`${reactor}\n`))
        .map(([, reaction]) => reaction)
        .sort((a, b) => a.event.position - b.event.position),
  };
}
