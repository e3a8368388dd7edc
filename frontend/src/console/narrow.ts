/** Most rows of a table: a browser is slow with more, and nobody reads them. */
export const MOST_ROWS = 300;

/** The rows that have each typed word somewhere in their texts. */
export function narrow<T>(rows: readonly T[], typed: string, textsOf: (row: T) => readonly string[]): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const all = textsOf(row).join("\n").toLowerCase();
    return words.every((it) => all.includes(it));
  });
}
