/** Characters that turn the direction of the text around them: Unicode's `Bidi_Control`. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const nameOf = (character: string) => `u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/** A text in which such characters are seen, as `\u202E`. */
export function withEscapes(text: string): string {
  return text.replace(TURNS, (it) => `\\${nameOf(it)}`);
}

/** A document in whose texts and names such characters are seen. */
export function escaped<T>(document: T): T {
  const json = JSON.stringify(document) as string | undefined;
  // A backslash is itself written as two in JSON.
  const seen = json?.replace(TURNS, (it) => `\\\\${nameOf(it)}`);
  return seen === json ? document : (JSON.parse(seen ?? "") as T);
}
