export * from './recorded-event.ts';
export * from './define-event.ts';
export * from './fields.ts';
export * from './residents/events.ts';
export * from './party/events.ts';
export * from './incidents/events.ts';
