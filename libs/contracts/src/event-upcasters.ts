import type { Upcaster } from './upcasters.ts';

/** The steps of the published language. Every event is still in its first version. */
export const eventUpcasters: readonly Upcaster[] = [];
