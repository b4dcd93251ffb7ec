export * from './document-store.ts';
export * from './projection.ts';
