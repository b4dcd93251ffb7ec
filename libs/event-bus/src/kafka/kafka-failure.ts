/** Says what could not be done, beside the client's reason, which names neither topic nor group. */
export function kafkaFailure(what: string, error: unknown): Error {
  return new Error(`${what}: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // This is also how kafkajs tells that a principal may not use a group or a transactional id.
  if (error.name === 'KafkaJSGroupCoordinatorNotFound')
    return 'the broker names no coordinator for it; it is starting, or this principal has no permission';
  return error.message;
}
