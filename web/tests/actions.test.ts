import { describe, expect, it, vi } from "vitest";
import type { Opportunity } from "../src/api/types";

vi.stubGlobal("document", { addEventListener: () => undefined, querySelector: () => null });
vi.stubGlobal("location", { pathname: "/", search: "" });
vi.stubGlobal("addEventListener", () => undefined);
const { anythingFree } = await import("../src/conversation/actions");

const rows = (...states: string[]) =>
  new Map(states.map((state, index) => [`${index}`, { uid: `${index}`, rank: index, hay: "", item: { state } as Opportunity }]));

describe("what comes next", () => {
  it("is asked for only where something could come", () => {
    expect(anythingFree({ rows: rows("STATE_CLAIMED", "STATE_ANSWERING"), loaded: true })).toBe(false);
    expect(anythingFree({ rows: rows("STATE_CLAIMED", "STATE_OPEN"), loaded: true })).toBe(true);
    expect(anythingFree({ rows: rows(), loaded: false })).toBe(true);
  });
});
