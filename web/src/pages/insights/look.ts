// What all parts of the page share: the slice, the zone, and a way to open what is behind a number.
import { createContext, useContext } from "react";
import type { Dimension, Slice } from "./types";
import type { View } from "./view";

export type Opened = {
  title: string;
  slices: Slice[];
  /** Mentions of forgotten people among them. */
  erased?: number;
  /** What the whole page may be narrowed to. */
  narrow?: { by: Dimension; value: string };
};

export type Look = {
  view: View;
  slice: Slice;
  zone: string;
  change: (part: Partial<View>) => void;
  open: (what: Opened) => void;
};

export const LookContext = createContext<Look | null>(null);

export function useLook(): Look {
  const found = useContext(LookContext);
  if (!found) throw new Error("A chart stands outside of a look.");
  return found;
}
