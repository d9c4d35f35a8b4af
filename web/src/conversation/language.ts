// Whether a text is in a language that its reader may not read, and what languages are called.

/** Without a known language nothing is said to be foreign. */
export function foreign(code: string | undefined, reader: string): boolean {
  return Boolean(code) && code !== "und" && code !== reader.split("-")[0]?.toLowerCase();
}

export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(undefined, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
