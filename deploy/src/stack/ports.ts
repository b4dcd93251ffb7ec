import { createServer } from 'node:net';
import { freePort } from '@linli/testing/engines';

/** A port that another process holds. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse';
}

/** The port itself when it can be listened on, or a free one for 0. Throws `PortInUse` with who wanted it. */
export function takePort(service: string, host: string, port: number): Promise<number> {
  if (port === 0) return freePort();
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new PortInUse(
              `port ${port} of ${service} is in use. Choose another: ${variableOf(service)}=${port + 1000} npm run stack up`,
            )
          : error,
      ),
    );
    server.listen(port, host, () => server.close(() => resolve(port)));
  });
}

/** The variable of the compose file that holds the service's port. */
function variableOf(service: string): string {
  return `${service.toUpperCase()}_PORT`;
}
