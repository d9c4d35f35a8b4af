import { describe, expect, it } from "vitest";
import { length, signed } from "../src/lib/count";

describe("an answer is counted as its network counts", () => {
  it("by weight: links 23, emoji 2, letters outside the Latin range 2", () => {
    expect(length("hello", "WEIGHTED")).toBe(5);
    expect(length("see https://example.com/a/very/long/path?with=more", "WEIGHTED")).toBe(4 + 23);
    expect(length("👩‍👩‍👧‍👦", "WEIGHTED")).toBe(2);
    expect(length("日本", "WEIGHTED")).toBe(4);
  });

  it("by what people see, by code points, by bytes", () => {
    expect(length("👩‍👩‍👧‍👦é", "GRAPHEME")).toBe(2);
    expect(length("é👍", "CHARACTER")).toBe(2);
    expect(length("é👍", "BYTE")).toBe(6);
  });

  it("with its signature, once", () => {
    expect(signed("Sorry.", " ^AB")).toBe("Sorry. ^AB");
    expect(signed("Sorry. ^AB", " ^AB")).toBe("Sorry. ^AB");
    expect(signed("  ", " ^AB")).toBe("  ");
  });
});
