/**
 * What travels beside an event's data. Identifiers only: no names, phones or free text (design rule 11).
 */
export interface EventMetadata {
  /** The command that caused the event; the `Idempotency-Key` of the request, or derived from the causing event. */
  readonly commandId: string;
  /** The first command of the chain this event belongs to. */
  readonly correlationId: string;
  /** The event that a reactor answered with the command, when there is one. */
  readonly causationId?: string;
  /** Pseudonym of who acted: the token's subject, or `policy:<name>` for a reactor. */
  readonly actor: string;
  /** The city or district whose log this is. */
  readonly tenant: string;
  /** Where the event belongs, as a prefix path that ends in `/`: `42/01/05/011/010/A1/B07/U021/G0431/`. */
  readonly areaPath?: string;
  /**
   * Where what the decision knew stood: `policies:184203` the log for the policies, `residents:1042` what came from
   * elsewhere. Absent where the decision rests on its own stream alone.
   */
  readonly knownAt?: string;
  /** W3C trace context of the command. */
  readonly traceparent?: string;
  /**
   * What the command asked, as a digest made at the door it came through: the same id with another digest is another
   * command. Stays in the log; the CloudEvents envelope does not carry it.
   */
  readonly digest?: string;
}

/**
 * An event as the log holds it and as every consumer receives it, upcast to the latest version of its type.
 * One shape from the store over the bus to the projection.
 */
export interface RecordedEvent<Type extends string = string, Data = unknown> {
  /** Place in the log of its context: from 1 on, strictly increasing, no reader ever sees one appear behind it. */
  readonly position: number;
  /** The stream (aggregate) it belongs to: `incident-<uuid>`. Kafka key and CloudEvents `subject`. */
  readonly streamId: string;
  /** Place in its stream: 0, 1, 2 … without gaps. */
  readonly revision: number;
  /** UUIDv7. */
  readonly id: string;
  /** Name in the past tense: `IncidentReported`. */
  readonly type: Type;
  /** Major version of the data's schema. */
  readonly version: number;
  /** When the log took it: milliseconds since 1970-01-01 UTC, never less than that of the event before it. */
  readonly recordedAt: number;
  readonly data: Data;
  readonly metadata: EventMetadata;
}

/** An event that has been decided but not yet recorded. */
export interface NewEvent<Type extends string = string, Data = unknown> {
  readonly id: string;
  readonly type: Type;
  readonly version: number;
  readonly data: Data;
  readonly metadata: EventMetadata;
}

/** What a decider returns: the fact alone. Id, version and metadata are added when the command is handled. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}
