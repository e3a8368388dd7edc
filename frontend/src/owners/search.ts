import { listOwners, type Owner } from "../generated/api";
import { call } from "../api/call";

export type Where = "all" | "name" | "reversed" | "lastName" | "firstName" | "pet" | "city" | "telephone";

/** What the API is asked for, by the place where the typed text is looked for. */
export interface Query {
  where: Where;
  parameters: { lastName?: string; firstName?: string; pet?: string; city?: string; telephone?: string };
}

export interface Page {
  owners: Owner[];
  /** How many there are on all pages. */
  total: number;
  /** The id after which the next page starts, if there is one. */
  next: string | undefined;
}

const LONGEST = 30;

/** Where a typed text may be meant to be found: the API looks in one place at a time. */
export function queries(typed: string): Query[] {
  const text = typed.trim().replace(/\s+/g, " ");
  if (text === "") return [{ where: "all", parameters: {} }];
  if (/^\+?[\d\s\-.()/]+$/.test(text) && /\d/.test(text)) {
    return [{ where: "telephone", parameters: { telephone: text.slice(0, 20) } }];
  }
  const short = text.slice(0, LONGEST);
  const alone: Query[] = [
    { where: "lastName", parameters: { lastName: short } },
    { where: "firstName", parameters: { firstName: short } },
    { where: "pet", parameters: { pet: short } },
    { where: "city", parameters: { city: short } },
  ];
  return [...names(text), ...alone];
}

/** A first and a last name, in either order; Korean names have the last name first and often no space. */
function names(text: string): Query[] {
  const hangul = /^(\p{Script=Hangul})(\p{Script=Hangul}{1,3})$/u.exec(text);
  const [one, two] = hangul ? [hangul[2], hangul[1]] : (/^(\S+) (.+)$/.exec(text)?.slice(1) ?? []);
  if (!one || !two) return [];
  const [first, last] = [one.slice(0, LONGEST), two.slice(0, LONGEST)];
  const inOrder: Query = { where: "name", parameters: { firstName: first, lastName: last } };
  return hangul ? [inOrder] : [inOrder, { where: "reversed", parameters: { firstName: last, lastName: first } }];
}

/** Finds a page of owners. */
export async function find(query: Query, size: number, after: string | undefined, signal: AbortSignal): Promise<Page> {
  const { data, headers } = await call(
    listOwners({ query: { ...query.parameters, size, ...(after && { after: Number(after) }) }, signal }),
  );
  const next = /[?&]after=(\d+)[^>]*>; *rel="next"/.exec(headers.get("Link") ?? "");
  return { owners: data, total: Number(headers.get("X-Total-Count") ?? data.length), next: next?.[1] };
}
