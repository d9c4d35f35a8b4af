import { expect, it, vi } from "vitest";

vi.stubGlobal("document", { addEventListener: () => undefined, querySelector: () => null });
const { actsOn } = await import("../src/conversation/moderating");

it("only what the network takes is offered: with ours, taking it away; with others', the rest", () => {
  const known = [
    { network: "x", actions: ["ACTION_READ", "ACTION_HIDE", "ACTION_DELETE_OWN"] },
    { network: "x", actions: ["ACTION_BLOCK"] },
    { network: "rss", actions: ["ACTION_READ"] },
  ];
  expect(actsOn(known, "x", false)).toEqual(["HIDE", "BLOCK"]);
  expect(actsOn(known, "x", true)).toEqual(["DELETE_OWN"]);
  expect([actsOn(known, "rss", false), actsOn(known, "mastodon", false), actsOn([], "x", true)]).toEqual([[], [], []]);
});
