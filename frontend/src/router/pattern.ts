/** What a parameter of each kind may be. */
const KINDS: Readonly<Record<string, (text: string) => string | undefined>> = {
  "": (text) => (/^[1-9]\d{0,8}$/.test(text) ? text : undefined),
  id: (text) => (/^[0-9a-f]{12}$/.test(text) ? text : undefined),
  name: readName,
};

/** A name in the admin server's paths: visible characters of ASCII without a slash. */
function readName(encoded: string): string | undefined {
  try {
    const text = decodeURIComponent(encoded);
    return /^[!-.0-~](?:[ -.0-~]{0,198}[!-.0-~])?$/.test(text) && !/^\.\.?$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The parameters of a path that fits a pattern. A parameter is a whole number from 1, as in `/owners/:ownerId`, or what its kind says:
 * 12 hexadecimal digits, as in `/instances/:instanceId(id)`, or a name, as in `/applications/:application(name)`.
 */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    const [, name, kind = ""] = /^:(\w+)(?:\((\w+)\))?$/.exec(part) ?? [];
    if (name === undefined) {
      if (part !== value) return undefined;
      continue;
    }
    const found = KINDS[kind]?.(value);
    if (found === undefined) return undefined;
    params[name] = found;
  }
  return params;
}
