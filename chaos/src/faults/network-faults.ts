import type { Stack } from '@linli/deploy';
import type { ProxyTally, TcpProxy } from '@linli/testing/faults';
import type { Fault, Injury } from './fault.ts';

interface Connection {
  readonly service: string;
  readonly engine: 'kafka' | 'mongo';
  /** Bytes a second that are too few for what it carries. */
  readonly throttle: number;
  /** Long enough that something is sent over it, heartbeats at least, or that it is tried to be opened again. */
  readonly holdMs: number;
}

const busy = { throttle: 20_000, holdMs: 8_000 };
/** Nothing but heartbeats, every ten seconds at the slowest. */
const idle = { throttle: 200, holdMs: 14_000 };

const connections: readonly Connection[] = [
  { service: 'incidents', engine: 'kafka', ...busy },
  { service: 'operations', engine: 'kafka', ...busy },
  { service: 'residents', engine: 'kafka', ...idle },
  { service: 'party', engine: 'kafka', ...idle },
  { service: 'incidents', engine: 'mongo', ...busy },
  { service: 'operations', engine: 'mongo', ...busy },
  { service: 'residents', engine: 'mongo', ...idle },
  { service: 'party', engine: 'mongo', ...idle },
];

const cutEveryMs = 500;
const halfOpenMs = 14_000;
const delayMs = 250;

/** What networks do to the connections between our services and the engines. */
export function networkFaults(stack: Stack): readonly Fault[] {
  const on = (
    { service, engine }: Connection,
    what: string,
    holdMs: number,
    disturb: (proxy: TcpProxy) => (() => void) | void,
    injury: (did: ProxyTally) => Injury,
  ): Fault => ({
    name: `${what} ${service} – ${engine}`,
    kind: `${what} connections`,
    touches: [service, engine],
    holdMs,
    begin() {
      const proxy = stack.service(service).proxy(engine);
      const { cut, heldBack } = proxy.tally;
      const end = disturb(proxy);
      return Promise.resolve(async () => {
        end?.();
        await proxy.heal();
        return injury({ cut: proxy.tally.cut - cut, heldBack: proxy.tally.heldBack - heldBack });
      });
    },
  });
  return connections.flatMap((connection) => [
    on(
      connection,
      'cut twice a second',
      connection.holdMs,
      (proxy) => {
        proxy.cut();
        const timer = setInterval(() => proxy.cut(), cutEveryMs);
        return () => clearInterval(timer);
      },
      resets,
    ),
    on(connection, 'delay', connection.holdMs, (proxy) => proxy.delay(delayMs), held),
    on(connection, 'half-open', halfOpenMs, (proxy) => proxy.halfOpen(), held),
    on(connection, 'throttle', connection.holdMs, (proxy) => proxy.throttle(connection.throttle), held),
    on(
      connection,
      'refuse',
      connection.holdMs,
      (proxy) => {
        proxy.refuse();
        proxy.cut();
      },
      resets,
    ),
  ]);
}

function resets({ cut }: ProxyTally): Injury {
  return { harmed: cut > 0, seen: `${cut} connections were reset` };
}

function held({ heldBack }: ProxyTally): Injury {
  return { harmed: heldBack > 0, seen: `${heldBack} bytes were held back` };
}
