// What a chart shows, as a table for spreadsheets.
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

export type Cells = (string | number)[];

/** One cell: quoted where needed; what a spreadsheet would run gets an apostrophe before it. */
export function cell(value: string | number): string {
  const text = String(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csv(heads: string[], rows: Cells[]): string {
  return [heads, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

export function fileName(title: string): string {
  return `${title.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "chart"}.csv`;
}

export function save(title: string, heads: string[], rows: Cells[]): void {
  // The mark at the begin has spreadsheets read it as UTF-8.
  const address = URL.createObjectURL(new Blob(["\ufeff", csv(heads, rows)], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName(title);
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
