import { LocalStack } from './local-stack.ts';
import type { Stack, StackOptions } from './stack.ts';

/**
 * Runs the services of the compose file as processes of this machine, on engines provisioned here, and resolves when
 * all are healthy. Rejects with what failed, the last lines it printed with it; nothing is left running then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const stack = new LocalStack(options);
  await stack.up();
  return stack;
}
