export * from './engines/engine.ts';
