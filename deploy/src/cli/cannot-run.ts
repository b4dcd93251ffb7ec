/** What a command says to the person at the terminal instead of a stack trace: what is wrong and what to do. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}
