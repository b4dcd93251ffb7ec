/** The compose file cannot be run as it stands: what is wrong, and where. */
export class ComposeProblem extends Error {
  override readonly name = 'ComposeProblem';
}
