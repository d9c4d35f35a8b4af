import { expect, it, vi } from "vitest";
import type { ConversationMove, Opportunity } from "../src/api/types";

vi.stubGlobal("document", { addEventListener: () => undefined, querySelector: () => null });
const { candidates, load, takeBack } = await import("../src/conversation/joining");

const item = (uid: string, author: string, more: Partial<Opportunity> = {}): Opportunity =>
  ({
    name: `opportunities/${uid}`,
    brand: "brands/b",
    state: "STATE_OPEN",
    mention: { network: "x", author: { key: author }, createTime: `2026-01-0${uid}T00:00:00Z` },
    ...more,
  }) as Opportunity;
const row = (each: Opportunity) => ({ uid: each.name, item: each, rank: 0, hay: `words of ${each.name}` });
const rowsOf = (...items: Opportunity[]) => new Map(items.map((each) => [each.name, row(each)]));

it("what could join is of the same brand and network, what the same person wrote first", () => {
  const open = item("1", "ann");
  const rows = rowsOf(open, item("2", "ann"), item("3", "bob"), item("4", "ann", { brand: "brands/c" }), item("5", "bob", { state: "STATE_MERGED" }));
  expect(candidates(rows, open, "").map((each) => each.uid)).toEqual(["opportunities/2", "opportunities/3"]);
  expect(candidates(rows, open, "of opportunities/3").map((each) => each.uid)).toEqual(["opportunities/3"]);
});

it("a move is told by what it takes along", () => {
  expect(load({ mentionCount: 3, replyCount: 1, noteCount: 0 } as ConversationMove)).toBe("3 mentions, 1 answer");
});

it("a change is taken back by its opposite", async () => {
  const asked: [string, object][] = [];
  vi.stubGlobal("fetch", async (url: string, options: RequestInit) => {
    asked.push([url, JSON.parse(String(options.body)) as object]);
    return { ok: true, json: async () => ({}) };
  });
  const stays = item("1", "ann");
  await takeBack({ opportunity: stays, moves: [{ name: "conversationMoves/7" }, { name: "conversationMoves/8" }] as ConversationMove[] });
  await takeBack({ opportunity: stays, separated: item("2", "ann") });
  expect(asked.map(([url]) => url)).toEqual(["/api/v1/opportunities/1:split", "/api/v1/opportunities/1:split", "/api/v1/opportunities/1:merge"]);
  expect(asked.map(([, body]) => ({ ...body, requestId: "", reason: "" }))).toEqual([
    { move: "conversationMoves/7", requestId: "", reason: "" },
    { move: "conversationMoves/8", requestId: "", reason: "" },
    { joined: ["opportunities/2"], requestId: "", reason: "" },
  ]);
});
