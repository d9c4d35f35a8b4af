// Who presses r and writes on at once means the answer, not more keys of the desk: until its field is there,
// what is typed is kept for it.
let waiting = false;
let typed = "";

export function begin(): void {
  waiting = true;
  typed = "";
}

/** Whether the key was kept. */
export function keeps(key: string): boolean {
  if (!waiting || key.length !== 1) return false;
  typed += key;
  return true;
}

/** Gives what was typed meanwhile. */
export function end(): string {
  waiting = false;
  return typed;
}

/** Puts words into a field as if they had been typed, so that the field's owner hears of them. */
export function fill(field: HTMLTextAreaElement, text: string): void {
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set;
  set?.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
