/** Rows of a form, such as phones, are one value of it: a text, so that they are compared and kept as all other values are. */
export function toText<R>(rows: readonly R[]): string {
  return rows.length > 0 ? JSON.stringify(rows) : "";
}

export function toRows<R>(text: string): R[] {
  return text ? (JSON.parse(text) as R[]) : [];
}
