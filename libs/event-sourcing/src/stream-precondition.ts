/** What a command insists on of its stream: a revision, one of several, none that can be (`[]`), or that it is there. */
export type StreamPrecondition = number | readonly number[] | 'exists';

/** Whether a stream at this revision, -1 when there is none, is what the command insists on. */
export function meetsPrecondition(precondition: StreamPrecondition, revision: number): boolean {
  if (precondition === 'exists') return revision >= 0;
  return typeof precondition === 'number' ? precondition === revision : precondition.includes(revision);
}
