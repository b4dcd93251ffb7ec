/**
 * Runs `run` at once, and then at most once in each interval however often it is asked; an ask in between is not lost, it
 * runs when the interval is over.
 */
export function throttle(run: () => void, intervalMs: number): { ask(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askedAgain = false;
  const over = () => {
    timer = undefined;
    if (!askedAgain) return;
    askedAgain = false;
    start();
  };
  const start = () => {
    timer = setTimeout(over, intervalMs);
    run();
  };
  return {
    ask() {
      if (timer === undefined) start();
      else askedAgain = true;
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      askedAgain = false;
    },
  };
}
