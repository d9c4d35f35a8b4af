// Reads what was picked, and keeps it while the page is open.
import { freshId } from "../api/client";
import { t } from "../strings/media";
import type { Picked } from "./media";

export function read(file: File): Promise<Picked> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(new Error(t("unreadable", { name: file.name })));
    reader.onload = () => {
      const content = String(reader.result).split(",")[1] ?? "";
      resolve({ id: freshId(), name: file.name, type: file.type, size: file.size, content, description: "" });
    };
    reader.readAsDataURL(file);
  });
}

const kept = new Map<string, Picked[]>();

/** What was picked for a conversation while this page is open; a reload forgets it, as it is too large to keep. */
export function keptFor(uid: string): Picked[] {
  return kept.get(uid) ?? [];
}

export function keep(uid: string, picked: Picked[]): void {
  if (picked.length) kept.set(uid, picked);
  else kept.delete(uid);
}
