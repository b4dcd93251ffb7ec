import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';

export interface Forbidden {
  /** What it is, for the report; its text is never printed. */
  readonly what: string;
  readonly text: string;
}

export interface LogFinding {
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

/** What Node, or our own last resort, prints about a failure that nobody caught. */
const uncaught = [
  /unhandled ?(promise ?)?rejection/i,
  /uncaught ?exception/i,
  /a failure that nobody caught/,
  /^Node\.js v\d+/,
  /MaxListenersExceededWarning/,
];

/** What the processes of a stack have printed: services below `logs`, engines beside their data. */
export function logsOf(folder: string): string[] {
  const logs = readdirSync(join(folder, 'logs')).map((name) => join(folder, 'logs', name));
  const volumes = readdirSync(join(folder, 'volumes')).map((name) =>
    join(folder, 'volumes', name, 'server.log'),
  );
  return [...logs, ...volumes].filter((file) => existsSync(file)).sort();
}

/** Reads logs line by line for failures that nobody caught and for texts that may not stand there. */
export async function scanLogs(
  folder: string,
  files: readonly string[],
  forbidden: readonly Forbidden[],
): Promise<{ readonly lines: number; readonly findings: readonly LogFinding[] }> {
  const findings: LogFinding[] = [];
  let lines = 0;
  for (const file of files) {
    let line = 0;
    const found = (what: string) => findings.push({ file: relative(folder, file), line, what });
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      line += 1;
      if (uncaught.some((pattern) => pattern.test(text))) found('a failure that nobody caught');
      for (const one of forbidden) if (text.includes(one.text)) found(one.what);
    }
    lines += line;
  }
  return { lines, findings };
}
