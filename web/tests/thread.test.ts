import { describe, expect, it, vi } from "vitest";
import type { Mention, Opportunity, Reply, Score } from "../src/api/types";
import { turns } from "../src/conversation/turns";
import { felt, safeLink, stretches } from "../src/lib/stretches";
import { ago, left, span } from "../src/lib/time";
import { t } from "../src/strings";

vi.stubGlobal("document", { addEventListener: () => undefined });

const mention = (key: string, more: Partial<Mention> = {}): Mention =>
  ({ key, text: "", link: "", createTime: "2026-01-01T00:00:00Z", ...more }) as Mention;

describe("stretches of a text", () => {
  it("are the whole text, counted in code points", () => {
    const felt = { sentiment: { terms: [{ text: "bad", span: { start: 2, end: 5 }, valence: -2 }] } } as unknown as Score;
    const found = stretches(mention("a", { text: "👍 bad day" }), felt);
    expect(found.map((each) => [each.text, each.kind])).toEqual([
      ["👍 ", "plain"],
      ["bad", "negative"],
      [" day", "plain"],
    ]);
  });

  it("leave out what does not fit and what overlaps", () => {
    const terms = [
      { text: "x", span: { start: 0, end: 3 }, valence: 1 },
      { text: "y", span: { start: 2, end: 4 }, valence: -1 },
      { text: "z", span: { start: 3, end: 99 }, valence: -1 },
    ];
    const found = stretches(mention("a", { text: "abcd" }), { sentiment: { terms } } as unknown as Score);
    expect(found.map((each) => each.text).join("")).toBe("abcd");
    expect(found.map((each) => each.kind)).toEqual(["positive", "plain"]);
  });

  it("follow no link that a browser should not", () => {
    expect(safeLink("javascript:alert(1)")).toBe("");
    expect(safeLink("https://example.com/a")).toBe("https://example.com/a");
    expect(safeLink("nonsense")).toBe("");
  });
});

it("a thread shows our answer once, as the reply it is", () => {
  const ours = mention("b", { link: "https://n/2", author: { own: true } as Mention["author"], createTime: "2026-01-02T00:00:00Z" });
  const asked = { mention: mention("a"), mentions: [mention("a"), ours] } as unknown as Opportunity;
  const reply = { name: "r", link: "https://n/2", createTime: "2026-01-02T00:00:00Z" } as Reply;
  expect(turns(asked, [], [reply], []).map((each) => each.kind)).toEqual(["mention", "reply"]);
  expect(turns(asked, [], [], []).map((each) => each.key)).toEqual(["a", "b"]);
});

it("times and numbers are words", () => {
  expect([span(59), span(3700), span(90_000)]).toEqual(["59 s", "1 h 1 min", "1 d"]);
  expect(left(5_000, 65_000)).toBe("1 min over");
  expect(ago("2026-01-01T00:00:00Z", Date.parse("2026-01-01T00:00:05Z"))).toBe("just now");
  expect([t("badge.mentions", { n: 1 }), t("badge.mentions", { n: 3 })]).toEqual(["1 mention", "3 mentions"]);
});

describe("how it sounds", () => {
  const score = (compound: number, intensity: number, probability: number): Score => ({ sentiment: { label: "LABEL_NEGATIVE", compound, intensity, probability } }) as Score;

  it("is told by what gave the label, not by another measure beside it", () => {
    expect(felt(score(0.38, -0.44, 0.7))).toBe(-0.44);
    expect(felt(score(0.38, 0, 0))).toBe(0.38);
    expect(felt({} as Score)).toBe(0);
  });
});
