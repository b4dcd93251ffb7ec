import type { LoggerService } from '@nestjs/common';
import { destination, pino, stdTimeFunctions, type DestinationStream, type Level, type Logger } from 'pino';

export type { Logger } from 'pino';

export interface LogOptions {
  /** Name of the service, in every line. */
  readonly service: string;
  readonly level?: Level | 'silent';
  /** Default: standard output. */
  readonly stream?: DestinationStream;
}

/** JSON lines for machines to read: no host name, no process id beyond need, times in UTC. */
export function createLogger({ service, level = 'info', stream }: LogOptions): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {},
    },
    // Lines that come while one is being written go out together; what is left is written at exit.
    stream ?? destination({ dest: 1, sync: false }),
  );
}

/** Nest's own messages as lines of the same log. */
export function nestLogger(logger: Logger): LoggerService {
  const at =
    (level: Level) =>
    (message: unknown, ...context: unknown[]): void =>
      logger[level]({ context: context.at(-1) }, String(message));
  return {
    // What Nest calls log is a line per route and module at the start.
    log: at('debug'),
    error: at('error'),
    warn: at('warn'),
    debug: at('debug'),
    verbose: at('trace'),
    fatal: at('fatal'),
  };
}
