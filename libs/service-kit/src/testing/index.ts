export { deskOver } from './desk-over.ts';
export { HandClock, shanghai } from './hand-clock.ts';
export {
  type Answer,
  runContext,
  type RunningContext,
  type RunContextOptions,
  type TestCaller,
} from './run-context.ts';
