/** As much of the report of `jest --json` as is read. */
export interface JestReport {
  readonly testResults: readonly {
    /** The path of the file. */
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

export interface Suite {
  readonly file: string;
  readonly failures: readonly { readonly test?: string; readonly message: string }[];
  readonly passed: number;
  readonly skipped: number;
  readonly notRun: readonly string[];
  readonly seconds: number;
}

export function runsAgain(file: string): boolean;
export function suitesOf(report: JestReport, root: string): Suite[];
export function settle(
  suites: readonly Suite[],
  again: (file: string) => JestReport | undefined,
  root: string,
): { readonly suites: readonly Suite[]; readonly flaky: readonly Suite[] };
export function failureLines(suite: Suite, lines?: number): string[];
