// Single keys do what buttons do, unless somebody types, a dialog is open, or they are switched off.
import { useEffect, useRef } from "react";
import { settings } from "../state/settings";
import { keeps } from "./ahead";

type Keys = Record<string, () => void>;

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);
}

export function useKeys(keys: Keys): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector("dialog[open]")) return;
      const plain = event.key !== "Escape";
      if (plain && (typing(event.target) || !settings.get().keys)) return;
      if (keeps(event.key)) return event.preventDefault();
      const known = now.current[event.key] ?? (event.key.length === 1 ? now.current[event.key.toLowerCase()] : undefined);
      if (!known) return;
      event.preventDefault();
      known();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
