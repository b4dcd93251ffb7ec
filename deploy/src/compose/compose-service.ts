export type DependsOnCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export interface Healthcheck {
  /** The command, without the word that says how it is run. */
  readonly command: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** So many failures in a row make it unhealthy. */
  readonly retries: number;
  /** Failures do not count so soon after the start, until the first success. */
  readonly startPeriodMs: number;
  /** Between two checks within the start period. */
  readonly startIntervalMs: number;
}

export interface RestartPolicy {
  readonly when: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  /** Most restarts in a row; only `on-failure` has it. */
  readonly most: number;
}

export interface PublishedPort {
  readonly host: string;
  /** 0: any free one. */
  readonly published: number;
  readonly target: number;
}

/** One service of the file, with every key read. */
export interface ComposeService {
  readonly name: string;
  readonly image: string;
  /** Arguments its image is built with; undefined when the image is taken as it is. */
  readonly buildArgs: Readonly<Record<string, string>> | undefined;
  readonly command: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
  /** Named volumes and where they are mounted. */
  readonly volumes: readonly { readonly volume: string; readonly target: string }[];
  readonly secrets: readonly string[];
  readonly dependsOn: readonly { readonly service: string; readonly condition: DependsOnCondition }[];
  readonly healthcheck: Healthcheck | undefined;
  readonly restart: RestartPolicy;
  readonly stopGraceMs: number;
  /** Every key that stands in the file, for those who must know all of them. */
  readonly keys: readonly string[];
}

export interface ComposeFile {
  readonly path: string;
  readonly name: string;
  readonly services: ReadonlyMap<string, ComposeService>;
  /** Absolute path of each secret's file. */
  readonly secrets: ReadonlyMap<string, string>;
}
