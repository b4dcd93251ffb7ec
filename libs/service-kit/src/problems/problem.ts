import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';

/** Problem types are `<this><code>`; the code alone is what programs switch on. */
export const PROBLEM_TYPES = 'https://linli.cn/problems/';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** What a problem document says (RFC 9457). Extension members are allowed; none may hold personal data or secrets. */
export interface ProblemDetails {
  readonly status: number;
  /** Stable name in kebab-case, last segment of `type`. */
  readonly code: string;
  /** What kind of problem it is; the same for every occurrence. Default: the status' own phrase. */
  readonly title?: string;
  /** What is wrong this time and what would be right. */
  readonly detail?: string;
  /** Requirement row or clause of the rule that refused: `I-21`. */
  readonly rule?: string;
  /** The field of the request at fault. */
  readonly field?: string;
  readonly [extension: string]: unknown;
}

export interface ProblemOptions {
  /** Sent with the answer: `WWW-Authenticate`, `Retry-After`, `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** The one way an error reaches a client: thrown anywhere in a request, answered as `application/problem+json`. */
export class Problem extends HttpException {
  override readonly name = 'Problem';
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(details: ProblemDetails, options: ProblemOptions = {}) {
    const { status, code, title, detail, ...members } = details;
    super(
      {
        type: PROBLEM_TYPES + code,
        title: title ?? STATUS_CODES[status] ?? 'Error',
        status,
        ...(detail === undefined ? {} : { detail }),
        code,
        ...members,
      },
      status,
      { cause: options.cause },
    );
    this.message = detail ?? title ?? code;
    this.code = code;
    this.headers = options.headers ?? {};
  }
}
