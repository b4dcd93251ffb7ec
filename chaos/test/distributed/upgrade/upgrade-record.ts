import type { HistoryReport } from '@linli/testing/history';
import type { LogFinding } from '../../../src/scan-logs.ts';
import type { IncidentView, ParkedItem } from './desk.ts';
import type { SteadyReader } from './steady-reader.ts';

/** A process as it is told apart from one that was started again. */
export interface Running {
  readonly name: string;
  readonly pid: number | undefined;
  readonly startedAt: number | undefined;
  readonly restarts: number;
}

export interface BoardState {
  readonly view: string;
  readonly version: number;
  readonly generation: number;
  readonly previous?: number;
  readonly parked: number;
  readonly stale?: unknown;
  readonly rebuild?: unknown;
  readonly sources: readonly { readonly source: string; readonly position: number; readonly head: number }[];
}

/** What came of it, for the tests to judge. */
export interface UpgradeRecord {
  /** What the check of the published language said of the next release. */
  readonly contracts: string;
  /** Everybody but the service that was upgraded, before and after; once for each upgrade. */
  readonly others: readonly { readonly before: readonly Running[]; readonly after: readonly Running[] }[];
  /** What the old operations centre made of what the new service of incidents published. */
  readonly old: {
    readonly minor: IncidentView;
    readonly parked: readonly ParkedItem[];
    readonly other: IncidentView;
  };
  /** What the new operations centre makes of it. */
  readonly new: {
    readonly board: BoardState;
    readonly before: IncidentView;
    readonly after: IncidentView;
  };
  readonly readers: Pick<SteadyReader, 'answers' | 'complaints'> & {
    /** Answered while the new board was being built. */
    readonly meanwhile: number;
  };
  readonly logs: { readonly lines: number; readonly findings: readonly LogFinding[] };
  readonly history: HistoryReport;
}
