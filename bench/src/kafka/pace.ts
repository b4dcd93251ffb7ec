/** Calls for 0 to `count - 1` at an even pace: what falls due while the loop was busy is called for at once. */
export async function atPace(
  perSecond: number,
  count: number,
  call: (from: number, to: number) => void | Promise<void>,
): Promise<void> {
  const begun = performance.now();
  for (let called = 0; called < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - begun) / 1_000) * perSecond));
    if (due > called) await call(called, due);
    called = Math.max(called, due);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
