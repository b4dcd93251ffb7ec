/** A request the API did not answer with success: what a panel tells the reader, from the problem document. */
export class ApiError extends Error {
  readonly status: number;
  readonly detail: string | undefined;
  /** The problem's own code, `foreign-area`; undefined when the answer was no problem document. */
  readonly code: string | undefined;

  constructor(status: number, title: string, detail?: string, code?: string) {
    super(title);
    this.name = 'ApiError';
    this.status = status;
    this.detail = detail;
    this.code = code;
  }
}

export type Query = Readonly<Record<string, string | number | undefined>>;

export function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/**
 * Asks the embedded city's local issuer for a session cookie.
 *
 * @returns false where there is no such issuer: then somebody has to sign in elsewhere.
 */
export async function openLocalSession(): Promise<boolean> {
  const response = await fetch('/local-session', { method: 'POST', credentials: 'same-origin' });
  return response.ok;
}

/**
 * Reads JSON by the session cookie. A session that has run out is renewed once.
 *
 * @throws {@link ApiError} with the problem's title and detail; status 0 when nothing answered.
 */
export async function read<Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Answer> {
  const ask = () =>
    fetch(withQuery(path, query), {
      headers: { accept: 'application/json' },
      credentials: 'same-origin',
      ...(signal === undefined ? {} : { signal }),
    });
  try {
    let response = await ask();
    if (response.status === 401 && (await openLocalSession())) response = await ask();
    if (response.ok) return (await response.json()) as Answer;
    throw await problemOf(response);
  } catch (error) {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === 'AbortError'))
      throw error;
    throw new ApiError(0, error instanceof Error ? error.message : String(error));
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as {
    title?: unknown;
    detail?: unknown;
    code?: unknown;
  };
  return new ApiError(
    response.status,
    typeof problem.title === 'string' ? problem.title : `HTTP ${response.status}`,
    typeof problem.detail === 'string' ? problem.detail : undefined,
    typeof problem.code === 'string' ? problem.code : undefined,
  );
}
