import type { Stack } from '@linli/deploy';
import type { PrivateServer } from '@linli/testing/engines';
import type { Fault } from './fault.ts';

/** The broker and MongoDB's stand-in: killed, gone for longer, or standing still. */
export function engineFaults(stack: Stack, brisk: boolean): readonly Fault[] {
  const kill = (name: string, kind: string, engine: () => PrivateServer, holdMs: number): Fault => ({
    name: `kill -9 ${name}, back after ${holdMs / 1_000} s`,
    kind,
    touches: [name],
    holdMs,
    async begin() {
      await engine().kill();
      return () => engine().start();
    },
  });
  const freeze = (name: string, engine: () => PrivateServer): Fault => ({
    name: `SIGSTOP ${name}`,
    kind: `freeze ${name}`,
    touches: [name],
    holdMs: 6_000,
    begin() {
      engine().freeze();
      return Promise.resolve(() => Promise.resolve(engine().thaw()));
    },
  });
  return [
    kill('kafka', 'kill kafka', () => stack.kafka, 1_000),
    kill('kafka', 'kafka gone for long', () => stack.kafka, brisk ? 15_000 : 60_000),
    kill('mongo', 'kill mongo', () => stack.mongo, 1_000),
    kill('mongo', 'mongo gone for long', () => stack.mongo, brisk ? 8_000 : 20_000),
    freeze('kafka', () => stack.kafka),
    freeze('mongo', () => stack.mongo),
  ];
}
