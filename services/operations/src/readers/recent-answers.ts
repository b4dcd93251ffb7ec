/**
 * Answers that many ask for at once and that take some work: computed once for all who ask while it is being computed,
 * and given again for a short time after.
 */
export class RecentAnswers<Answer> {
  readonly #keepMs: number;
  readonly #answers = new Map<string, { readonly answer: Promise<Answer>; readonly askedAt: number }>();

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  async get(
    key: string,
    fresh: (answer: Answer) => boolean,
    compute: () => Promise<Answer>,
  ): Promise<Answer> {
    const kept = this.#answers.get(key);
    if (kept !== undefined && performance.now() - kept.askedAt < this.#keepMs) {
      const answer = await kept.answer;
      if (fresh(answer)) return answer;
    }
    const answer = compute();
    // Few filters are in use at a time; whoever comes back after a while is computed for anew.
    if (this.#answers.size >= 64) this.#answers.delete(this.#answers.keys().next().value as string);
    this.#answers.set(key, { answer, askedAt: performance.now() });
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }
}
