import type { StoredLog } from './stored-log.ts';

/** The others of a server that is shared: what they write stands in $all between our events, and must never be ours. */
export class Bystanders {
  readonly #log: StoredLog;
  #turn = 0;

  constructor(log: StoredLog) {
    this.#log = log;
    log.writeSystemEvent('$epoch-information', '$epoch', {});
    log.writeSystemEvent('$users', '$UserCreated', { loginName: 'admin' });
  }

  /** Something else happens, another thing each time. */
  afterAppend(streamId: string): void {
    const type = this.#log.events.at(-1)?.type ?? 'Noted';
    switch (this.#turn++ % 5) {
      case 0:
        this.#log.writeSystemEvent('$stats-0.0.0.0:2113', '$statsCollected', { turn: this.#turn });
        break;
      case 1:
        // Another context with the same kind of streams and events, and a name that begins like ours.
        this.#log.writeSystemEvent(`other${streamId}`, type, { turn: this.#turn });
        this.#log.writeSystemEvent(streamId.replace(':', '2:'), type.replace(':', '2:'), {
          turn: this.#turn,
        });
        break;
      case 2:
        this.#log.writeSystemEvent(`$$${streamId}`, '$metadata', { $maxCount: 1_000_000 });
        break;
      case 3:
        this.#log.writeSystemEvent('$ce-incident', '$>', `0@${streamId}`);
        break;
      default:
        this.#log.writeSystemEvent('$epoch-information', '$epoch', { turn: this.#turn });
    }
  }
}
