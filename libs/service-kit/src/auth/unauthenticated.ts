import { Problem } from '../problems/problem.ts';

const DETAILS = {
  'missing-token': 'A bearer token is needed.',
  'malformed-token': 'The Authorization header does not hold one bearer token.',
  'invalid-token': 'The token is not one this service accepts.',
  'expired-token': 'The token has expired.',
} as const;

export type TokenFault = keyof typeof DETAILS;

/** 401 with the challenge of RFC 6750; which check of a token failed stays with us. */
export function unauthenticated(code: TokenFault, cause?: unknown): Problem {
  const challenge =
    code === 'missing-token' ? 'Bearer realm="linli"' : `Bearer realm="linli", error="${ERRORS[code]}"`;
  return new Problem(
    { status: 401, code, title: 'Unauthorized', detail: DETAILS[code] },
    { cause, headers: { 'www-authenticate': challenge } },
  );
}

const ERRORS: Readonly<Record<TokenFault, string>> = {
  'missing-token': 'invalid_request',
  'malformed-token': 'invalid_request',
  'invalid-token': 'invalid_token',
  'expired-token': 'invalid_token',
};
