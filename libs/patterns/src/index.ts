export * from './book.ts';
export * from './versioned-policy.ts';
