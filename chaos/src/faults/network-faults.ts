import type { Stack } from '@linli/deploy';
import type { TcpProxy } from '@linli/testing/faults';
import type { Fault } from './fault.ts';

const connections = [
  ['incidents', 'kafka'],
  ['operations', 'kafka'],
  ['residents', 'kafka'],
  ['incidents', 'mongo'],
  ['operations', 'mongo'],
] as const;

const cutEveryMs = 500;

/** What networks do to the connections between our services and the engines. */
export function networkFaults(stack: Stack): readonly Fault[] {
  const on = (
    [service, engine]: (typeof connections)[number],
    what: string,
    holdMs: number,
    disturb: (proxy: TcpProxy) => void,
  ): Fault => ({
    name: `${what} ${service} – ${engine}`,
    kind: `${what} connections`,
    touches: [`${service}-${engine}`, engine],
    holdMs,
    begin() {
      const proxy = stack.service(service).proxy(engine);
      disturb(proxy);
      return Promise.resolve(() => Promise.resolve(proxy.heal()));
    },
  });
  return connections.flatMap((connection) => [
    cutRepeatedly(stack, connection),
    on(connection, 'delay', 8_000, (proxy) => proxy.delay(250)),
    on(connection, 'half-open', 12_000, (proxy) => proxy.halfOpen()),
    on(connection, 'throttle', 8_000, (proxy) => proxy.throttle(20_000)),
    on(connection, 'refuse', 6_000, (proxy) => {
      proxy.refuse();
      proxy.cut();
    }),
  ]);
}

function cutRepeatedly(stack: Stack, [service, engine]: (typeof connections)[number]): Fault {
  return {
    name: `cut ${service} – ${engine} twice a second`,
    kind: 'cut connections',
    touches: [`${service}-${engine}`, engine],
    holdMs: 6_000,
    begin() {
      const proxy = stack.service(service).proxy(engine);
      proxy.cut();
      const timer = setInterval(() => proxy.cut(), cutEveryMs);
      return Promise.resolve(() => Promise.resolve(clearInterval(timer)));
    },
  };
}
