export * from './versioned-policy.ts';
