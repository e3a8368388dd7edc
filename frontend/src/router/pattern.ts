/** The parameters of a path that fits a pattern such as `/owners/:ownerId`. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (!part.startsWith(":")) {
      if (part !== value) return undefined;
    } else if (/^[1-9]\d{0,8}$/.test(value)) {
      params[part.slice(1)] = value;
    } else {
      return undefined;
    }
  }
  return params;
}
