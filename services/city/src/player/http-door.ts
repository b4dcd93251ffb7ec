import { Agent, request } from 'undici';
import type { CommandDoor } from './player.ts';
import type { Actor, Step } from './script.ts';

export interface HttpDoorOptions {
  /** `http://127.0.0.1:3000`. */
  readonly origin: string;
  /** A bearer token for the actor, fresh enough for the next minute. */
  tokenOf(actor: Actor): Promise<string>;
  /** Id of the incident that the report under this idempotency key opened. */
  incidentOf(key: string): string;
}

/** The city's command API as the player meets it: over HTTP, with a token and an idempotency key that never changes. */
export function createHttpDoor({
  origin,
  tokenOf,
  incidentOf,
}: HttpDoorOptions): CommandDoor & { close(): Promise<void> } {
  const agent = new Agent({ connections: 32, keepAliveTimeout: 10_000 });
  return {
    async send(step: Step) {
      const reportKey = keyOf(step.request, 'report');
      const path =
        step.command === 'report'
          ? '/v1/incidents'
          : `/v1/incidents/${incidentOf(reportKey)}/${step.command}`;
      const { statusCode, body } = await request(`${origin}${path}`, {
        dispatcher: agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await tokenOf(step.actor)}`,
          'idempotency-key': keyOf(step.request, step.command),
        },
        body: JSON.stringify(step.body),
        headersTimeout: 30_000,
      });
      const answer = (await body.json().catch(() => ({}))) as { type?: string; detail?: string };
      return { status: statusCode, code: answer.type?.split('/').at(-1), detail: answer.detail };
    },
    close: () => agent.close(),
  };
}

/** Idempotency key of a step: the same whenever it is played. */
function keyOf(number: string, command: string): string {
  return `myla311-${number}-${command}`;
}
