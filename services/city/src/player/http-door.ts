import { Agent, request } from 'undici';
import type { CommandDoor } from './player.ts';
import type { Actor, Step } from './script.ts';

export interface HttpDoorOptions {
  /** `http://127.0.0.1:3000`. */
  readonly origin: string;
  /** A bearer token for the actor, fresh enough for the next minute. */
  tokenOf(actor: Actor): Promise<string>;
  /** The step that reports a request. */
  reportOf(request: string): Step | undefined;
}

interface Answer {
  readonly incidentId?: string;
  readonly type?: string;
  readonly detail?: string;
}

/** The city's command API as the player meets it: over HTTP, with a token and an idempotency key that never changes. */
export function createHttpDoor({
  origin,
  tokenOf,
  reportOf,
}: HttpDoorOptions): CommandDoor & { close(): Promise<void> } {
  const agent = new Agent({ connections: 32, keepAliveTimeout: 10_000 });
  /** By request, the incident that its report has opened. */
  const incidents = new Map<string, string>();

  async function post(path: string, { actor, body, request: number, command }: Step) {
    const { statusCode, body: answer } = await request(`${origin}/v1/incidents${path}`, {
      dispatcher: agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await tokenOf(actor)}`,
        'idempotency-key': keyOf(number, command),
      },
      body: JSON.stringify(body),
      headersTimeout: 30_000,
    });
    const { type, detail, incidentId } = (await answer.json().catch(() => ({}))) as Answer;
    if (command === 'report' && incidentId !== undefined) incidents.set(number, incidentId);
    return { status: statusCode, code: type?.split('/').at(-1), detail };
  }

  return {
    async send(step: Step) {
      if (step.command === 'report') return post('', step);
      // After a stop the report is sent once more: repeated, it is answered with the incident that it opened.
      const report = reportOf(step.request);
      if (!incidents.has(step.request) && report !== undefined) {
        const reported = await post('', report);
        if (!incidents.has(step.request)) return reported;
      }
      return post(`/${incidents.get(step.request)}/${step.command}`, step);
    },
    close: () => agent.close(),
  };
}

/** Idempotency key of a step: the same whenever it is played. */
function keyOf(number: string, command: string): string {
  return `myla311-${number}-${command}`;
}
