export { ACCESS, type ServiceAccess } from './access/access.ts';
export type { Stack, StackEngine, StackOptions, StackService, ServiceOverride } from './stack/stack.ts';
export { startStack } from './stack/start-stack.ts';
export { ProcessFailed, type ProcessHealth } from './stack/supervised-process.ts';
