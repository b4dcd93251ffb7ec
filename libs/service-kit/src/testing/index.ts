export { aloneFolder, type AloneFolder, type AloneService } from './start-alone.ts';
export { deskOver } from './desk-over.ts';
export { agendaOf } from '../context/agenda.ts';
export { createDesk } from '../context/desk.ts';
export { startTimer, type RunningTimer } from '../context/timer.ts';
export { HandClock, shanghai } from './hand-clock.ts';
export {
  type Answer,
  runContext,
  type RunningContext,
  type RunContextOptions,
  type TestCaller,
} from './run-context.ts';
