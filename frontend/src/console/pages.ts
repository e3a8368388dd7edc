/** Rows of a page of a journal. */
export const PAGE = 50;

/** The last entry of the page before, of an address. */
export function readAfter(search: URLSearchParams): number | undefined {
  const after = search.get("after") ?? "";
  return /^[1-9]\d{0,9}$/.test(after) ? Number(after) : undefined;
}
