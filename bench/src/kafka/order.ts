/** What this process was started to do; it ends with the one that started it. */
export function orderOf<Order>(): Order {
  process.on('disconnect', () => process.exit(0));
  return JSON.parse(process.argv[2] ?? '') as Order;
}

export function tell(message: object | string): void {
  process.send?.(message);
}

/** What this process is told next. */
export function told<Message>(): Promise<Message> {
  return new Promise((resolve) => process.once('message', (message) => resolve(message as Message)));
}

/** Resolves once the condition holds, looked at every millisecond; rejects when it takes longer than anything here may. */
export async function until(condition: () => boolean, withinMs = 600_000): Promise<void> {
  const begun = performance.now();
  while (!condition()) {
    if (performance.now() - begun > withinMs)
      throw new Error(`waited ${withinMs / 1_000} s for: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Milliseconds since 1970 with fractions: the same clock in all processes of this machine. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Processor seconds of this process so far. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Peak of the resident set of this process, megabytes. */
export function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1_024;
}
