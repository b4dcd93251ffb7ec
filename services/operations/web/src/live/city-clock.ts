/** The city's clock as a screen keeps it: anchored by the server, running at the server's rate between two anchors. */
export interface CityClock {
  /** What the city's clock shows, milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** How fast it runs against real time: 1 in production, 60 when an hour passes in a minute. */
  rate(): number;
  /** Sets it by an answer of the server. */
  anchor(shown: { readonly now: string; readonly rate: number }): void;
}

/** A correction smaller than this, in real time, never turns the clock back: it waits until time has caught up. */
const tolerance = 2_000;

/** @param steady monotonic real time in milliseconds */
export function createCityClock(steady: () => number, initial: number): CityClock {
  let anchoredAt = steady();
  let anchoredNow = initial;
  let rate = 1;
  let shown = initial;

  const calculated = () => anchoredNow + (steady() - anchoredAt) * rate;
  return {
    now() {
      shown = Math.max(shown, calculated());
      return shown;
    },
    rate: () => rate,
    anchor(server) {
      anchoredNow = Date.parse(server.now);
      anchoredAt = steady();
      rate = server.rate;
      if (shown - anchoredNow > tolerance * Math.max(1, rate)) shown = anchoredNow;
    },
  };
}
