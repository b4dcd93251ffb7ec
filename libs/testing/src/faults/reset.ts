import type { Socket } from 'node:net';

/**
 * Resets a connection; it is closed soon after, whatever its state. One that is not there yet cannot be reset, and one
 * whose end is just being sent would neither close nor say so: these are closed the ordinary way.
 */
export function reset(socket: Socket): void {
  const ending = socket.writableEnded && !socket.writableFinished;
  if (socket.connecting || ending) socket.destroy();
  else socket.resetAndDestroy();
}
