/** Control characters, lone surrogates and noncharacters. */
const forbidden = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

const toEscape = new RegExp(`%|${forbidden.source}`, 'gu');
/** No escape begins like it, so it can stand for the empty text, which an attribute cannot be. */
const emptyText = '%';

/** Whether a text holds what a CloudEvents String must not (1.0.2, type system). */
export function holdsForbiddenCharacter(text: string): boolean {
  return forbidden.test(text);
}

/**
 * The text with every forbidden character, and `%`, percent-encoded (RFC 3986, 2.1) as UTF-8; a lone surrogate as the
 * three bytes that UTF-8 would have for it. `unescapeText` gives back exactly what it was.
 */
export function escapeText(text: string): string {
  return text === '' ? emptyText : text.replace(toEscape, percentEncoded);
}

/** Throws `URIError` for what `escapeText` cannot have made. */
export function unescapeText(escaped: string): string {
  if (escaped === emptyText) return '';
  const withSurrogates = escaped.replace(/%ED%([AB][0-9A-F])%([89AB][0-9A-F])/g, (_, second, third) =>
    String.fromCharCode(0xd000 | ((parseInt(second, 16) & 0x3f) << 6) | (parseInt(third, 16) & 0x3f)),
  );
  return decodeURIComponent(withSurrogates);
}

function percentEncoded(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0xd800 || code > 0xdfff) return encodeURIComponent(character);
  return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]
    .map((byte) => `%${byte.toString(16).toUpperCase()}`)
    .join('');
}
