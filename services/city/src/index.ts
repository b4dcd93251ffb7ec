export * from './city.ts';
export * from './data-folder.ts';
