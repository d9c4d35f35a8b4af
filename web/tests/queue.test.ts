import { describe, expect, it } from "vitest";
import type { Opportunity } from "../src/api/types";
import { inLanguage } from "../src/queue/language";
import { matches, readFilters, shown, writeFilters } from "../src/queue/filters";
import { keepPlace, OVERSCAN, slice } from "../src/queue/view";

const item = (uid: string, more: Partial<Opportunity> = {}): Opportunity =>
  ({ name: `opportunities/${uid}`, brand: "brands/b", state: "STATE_OPEN", tags: [], mentionCount: 1, ...more }) as Opportunity;

const row = (uid: string, rank: number, more: Partial<Opportunity> = {}) => ({ uid, item: item(uid, more), rank, hay: `words of ${uid}` });

describe("filters", () => {
  it("come back from the address as they went into it", () => {
    const filters = readFilters(new URLSearchParams("view=mine&network=x&q=pump leaks"));
    expect(readFilters(writeFilters(filters))).toEqual(filters);
    expect(writeFilters(readFilters(new URLSearchParams(""))).toString()).toBe("");
    expect(readFilters(new URLSearchParams("view=nonsense")).view).toBe("all");
  });

  it("show mine to me, and what others hold to others", () => {
    const held = row("a", 1, { state: "STATE_CLAIMED", lease: { opportunity: "", holder: "user:ann", token: "1" } });
    const mine = readFilters(new URLSearchParams("view=mine"));
    expect(matches(held, mine, "user:ann")).toBe(true);
    expect(matches(held, mine, "user:bob")).toBe(false);
  });

  it("show whatever became of it where everything is asked for, and what the server found by earlier words", () => {
    const done = row("a", 1, { state: "STATE_RESOLVED" });
    const any = readFilters(new URLSearchParams("view=any&q=pump"));
    expect(matches(done, any, "")).toBe(false);
    expect(matches(done, any, "", new Set(["a"]))).toBe(true);
    expect(matches(row("b", 1, { state: "STATE_MERGED" }), any, "", new Set(["b"]))).toBe(false);
  });

  it("keep the queue's order and find every word", () => {
    const rows = new Map([row("b", 2), row("a", 1), row("c", 1)].map((each) => [each.uid, each]));
    expect(shown(rows, readFilters(new URLSearchParams()), "").map((each) => each.uid)).toEqual(["a", "c", "b"]);
    expect(shown(rows, readFilters(new URLSearchParams("q=of WORDS b")), "").map((each) => each.uid)).toEqual(["b"]);
  });
});

describe("the list", () => {
  it("draws what can be seen and little more", () => {
    expect(slice(0, 500, 100, 5000)).toEqual({ first: 0, last: 5 + OVERSCAN });
    expect(slice(10_000, 500, 100, 5000)).toEqual({ first: 100 - OVERSCAN, last: 105 + OVERSCAN });
    expect(slice(0, 500, 100, 2)).toEqual({ first: 0, last: 2 });
  });

  it("stays where the agent reads when rows come above, go, or are all new", () => {
    expect(keepPlace(["a", "b", "c"], ["x", "a", "b", "c"], 110, 100)).toBe(210);
    expect(keepPlace(["a", "b", "c"], ["a", "c"], 110, 100)).toBe(10);
    expect(keepPlace(["a", "b"], ["x", "y"], 110, 100)).toBe(100);
    expect(keepPlace(["a", "b"], ["x", "a", "b"], 0, 100)).toBe(0);
  });
});

describe("a search in the language of queries", () => {
  it.each(['refund NOT jobs', '"late again"', "(a OR b)", "refund -jobs", "lang:de", "ref*", "/refu(nd|se)/", "late NEAR/3 parcel", "{BT}"])("%s is a query", (text) => {
    expect(inLanguage(text)).toBe(true);
  });
  it.each(["refund", "pump leaks", "@acme", "#fail", "is it on?", "well-known", "10:30", "https://acme.example/sale/now", "Not now", "- no"])("%s is words", (text) => {
    expect(inLanguage(text)).toBe(false);
  });
});
