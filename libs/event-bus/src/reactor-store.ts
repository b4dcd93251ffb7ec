import type { RecordedEvent } from '@linli/contracts';
import type { SourceId } from './event-bus.ts';

/** An event a reactor could not answer, or that waits behind one of its stream. */
export interface ParkedReaction {
  readonly source: SourceId;
  readonly event: RecordedEvent;
  /** `poison`: it failed itself. `held`: an earlier event of its stream is parked. `discarded`: given up for good. */
  readonly state: 'poison' | 'held' | 'discarded';
  readonly reason: string;
  /** Milliseconds since 1970 UTC. */
  readonly parkedAt: number;
  readonly attempts: number;
}

/** What a reactor has finished, stored at once or not at all. */
export interface ReactorProgress {
  readonly source: SourceId;
  /** The position stored before, undefined when none was; another value in the store is an error: another owner. */
  readonly from: number | undefined;
  readonly to: number;
  readonly parked: readonly ParkedReaction[];
  readonly unparked: readonly { readonly source: SourceId; readonly position: number }[];
}

/** Where reactors keep how far they are. Durable: what `save` has answered survives a crash of the process. */
export interface ReactorStore {
  /** Undefined before the first `save`. */
  position(reactor: string, source: SourceId): Promise<number | undefined>;
  save(reactor: string, progress: ReactorProgress): Promise<void>;
  parked(reactor: string): Promise<readonly ParkedReaction[]>;
}
