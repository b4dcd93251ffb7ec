import { readdirSync, readFileSync } from 'node:fs';
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
      const { pid } = engine();
      await engine().kill();
      const gone = !isRunning(pid);
      const killed = performance.now();
      return async () => {
        await engine().start();
        const seconds = ((performance.now() - killed) / 1_000).toFixed(1);
        const after = engine().pid;
        return {
          harmed: gone && after !== pid,
          seen: `${name} was process ${pid}, is ${after}; nobody served for ${seconds} s`,
        };
      };
    },
  });
  const freeze = (name: string, engine: () => PrivateServer): Fault => ({
    name: `SIGSTOP ${name}`,
    kind: `freeze ${name}`,
    touches: [name],
    holdMs: 6_000,
    begin() {
      engine().freeze();
      const frozen = performance.now();
      return Promise.resolve(() => {
        const { pid } = engine();
        const harmed = threadStates(pid).every((state) => state === 'T');
        const seconds = ((performance.now() - frozen) / 1_000).toFixed(1);
        engine().thaw();
        const seen = harmed ? `all threads stood still for ${seconds} s` : 'it did not stand still';
        return Promise.resolve({ harmed, seen });
      });
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

function isRunning(pid: number): boolean {
  try {
    return threadStates(pid).some((state) => state !== 'Z' && state !== 'X');
  } catch {
    return false;
  }
}

/** `T` for a thread that has been stopped. */
function threadStates(pid: number): readonly string[] {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).map(
    (thread) => /^State:\s+(\w)/m.exec(readFileSync(`${tasks}/${thread}/status`, 'utf8'))?.[1] ?? '?',
  );
}
