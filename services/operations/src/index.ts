export { OperationsModule } from './operations.module.ts';
export { OperationsCentre } from './operations-centre.ts';
export type { OperationsOptions } from './tokens.ts';
export { incidentBoard } from './views/incident-board.ts';
export { gridDirectory } from './views/grid-directory.ts';
export { catalogue } from './views/catalogue.ts';
export { ticketOf } from './views/board/incident-event.ts';
