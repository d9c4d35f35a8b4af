import { describe, expect, it } from "vitest";
import { areaPath, bucketOf, labelled, linePath, nearest, points, runs, scale, shades, strength, ticks } from "../src/pages/insights/geometry";
import { cell, csv, fileName } from "../src/pages/insights/csv";
import { asQuery, before, hoursOfWeek, midnight, narrowed, readView, sliceGiven, sliceOf, times, wall, writeView } from "../src/pages/insights/view";

const HOUR = 3_600_000;
const view = (query: string) => readView(new URLSearchParams(query));

describe("scales", () => {
  it("end at a round number that holds all, and know whole numbers only", () => {
    expect(ticks(3)).toEqual([0, 1, 2, 3]);
    expect(ticks(97)).toEqual([0, 25, 50, 75, 100]);
    expect(ticks(0)).toEqual([0, 1]);
    for (const most of [1, 7, 12, 99, 100, 101, 12_345, 9_999_999]) {
      const found = ticks(most);
      expect(found.at(-1)).toBeGreaterThanOrEqual(most);
      expect(found.length).toBeLessThanOrEqual(7);
      expect(found.every(Number.isInteger)).toBe(true);
    }
  });

  it("turn over, since a screen counts downwards", () => {
    const y = scale([0, 10], [200, 0]);
    expect([y(0), y(5), y(10)]).toEqual([200, 100, 0]);
  });
});

describe("a line", () => {
  const x = (at: number) => at * 10;
  const y = (value: number) => 100 - value;
  const found = points([5, 0, 7, 9], ["SIGHT_FULL", "SIGHT_BLIND", "SIGHT_FULL", "SIGHT_PARTIAL"], x, y);

  it("breaks where nobody could see, and is never drawn as nought there", () => {
    expect(found[1]).toBeNull();
    expect(runs(found).map((run) => run.map((point) => point.at))).toEqual([[0], [2, 3]]);
    expect(linePath(found)).toBe("M-2.0 95.0h4M20.0 93.0L30.0 91.0");
    expect(areaPath(found, 100)).toBe("M20.0 100.0L20.0 93.0L30.0 91.0L30.0 100.0Z");
  });

  it("draws a nought that was seen", () => {
    expect(linePath(points([1, 0, 1], [undefined, "SIGHT_FULL", undefined], x, y))).toContain("10.0 100.0");
  });

  it("shades what was not seen whole, joined where it touches", () => {
    const sights = ["SIGHT_FULL", "SIGHT_BLIND", "SIGHT_BLIND", "SIGHT_PARTIAL", "SIGHT_FULL", "SIGHT_BLIND"] as const;
    expect(shades(sights.map((sight) => ({ sight })))).toEqual([
      { from: 1, to: 3, sight: "SIGHT_BLIND" },
      { from: 3, to: 4, sight: "SIGHT_PARTIAL" },
      { from: 5, to: 6, sight: "SIGHT_BLIND" },
    ]);
  });

  it("finds the step under a finger, and leaves room between words", () => {
    expect([nearest(40, 40, 100, 10), nearest(139, 40, 100, 10), nearest(999, 40, 100, 10), nearest(0, 40, 100, 10)]).toEqual([0, 9, 9, 0]);
    expect(labelled(30, 600, 76)).toEqual([0, 5, 10, 15, 20, 25]);
    expect(labelled(3, 20, 76)).toEqual([0]);
    const spans = [0, 1, 2].map((at) => ({ startTime: new Date(at * HOUR).toISOString(), endTime: new Date((at + 1) * HOUR).toISOString() }));
    expect(bucketOf(new Date(1.5 * HOUR).toISOString(), spans)).toBe(1);
    expect(bucketOf(new Date(9 * HOUR).toISOString(), spans)).toBe(-1);
  });
});

describe("a heat map", () => {
  it("tells never seen from never said, and counts by hours seen", () => {
    expect(strength(0, 0, 5)).toBeNull();
    expect(strength(0, 4, 5)).toBe(0);
    expect(strength(20, 4, 5)).toBe(6);
    expect(strength(1, 4, 5)).toBe(1);
    expect(strength(10, 2, 5)).toBe(strength(20, 4, 5));
  });

  it("opens the hours of a week on the wall of a zone, also over a change of the clocks", () => {
    // Berlin went from summer to winter time on Sunday, 26 October 2025: two in the morning came twice.
    const slice = { startTime: "2025-10-19T22:00:00Z", endTime: "2025-11-02T23:00:00Z" };
    const twice = hoursOfWeek(slice, 7, 2, "Europe/Berlin");
    expect(twice.map((each) => each.startTime)).toEqual(["2025-10-26T00:00:00.000Z", "2025-10-26T01:00:00.000Z", "2025-11-02T01:00:00.000Z"]);
    const india = hoursOfWeek({ startTime: "2025-10-20T00:00:00Z", endTime: "2025-10-27T00:00:00Z" }, 1, 9, "Asia/Kolkata");
    expect(india.map((each) => [each.startTime, each.endTime])).toEqual([["2025-10-20T03:30:00.000Z", "2025-10-20T04:30:00.000Z"]]);
  });
});

describe("a look", () => {
  it("comes back from the address as it went into it", () => {
    for (const query of ["", "show=why&range=7d&brands=acme&networks=x&networks=reddit&q=pump+leaks&compare=no", "from=2026-01-01&to=2026-01-31&by=SENTIMENT&measure=reach&spam=yes&voices=own"]) {
      expect(readView(writeView(view(query)))).toEqual(view(query));
    }
    expect(writeView(view("")).toString()).toBe("");
    expect(view("range=forever&by=NONSENSE&from=2026-02-01&to=2026-01-01").range).toBe("30d");
  });

  it("ends with the hour that has begun, so that all charts of a page agree", () => {
    const now = Date.parse("2026-01-31T09:20:00Z");
    const { start, end } = times(view("range=24h"), now, "UTC");
    expect([start, end].map((at) => new Date(at).toISOString())).toEqual(["2026-01-30T10:00:00.000Z", "2026-01-31T10:00:00.000Z"]);
  });

  it("takes days as they lie on the wall of the zone", () => {
    const { start, end } = times(view("from=2026-03-29&to=2026-03-29"), 0, "Europe/Berlin");
    expect((end - start) / HOUR).toBe(23);
    expect(new Date(midnight("2026-07-01", "America/New_York")).toISOString()).toBe("2026-07-01T04:00:00.000Z");
    expect(wall(Date.parse("2026-01-05T00:30:00Z"), "UTC")).toMatchObject({ weekday: 1, hour: 0, minute: 30 });
  });

  it("counts what others say without spam unless asked otherwise", () => {
    expect(sliceOf(view("q=late%20refund"), 0, "UTC")).toMatchObject({ text: "late refund" });
    expect(sliceOf(view("q=late%20NOT%20refund"), 0, "UTC")).toMatchObject({ query: "late NOT refund" });
    const slice = sliceOf(view("brands=acme"), 0, "UTC");
    expect(slice).toMatchObject({ brands: ["brands/acme"], own: false, spam: false });
    expect(sliceOf(view("voices=all&spam=yes"), 0, "UTC")).not.toHaveProperty("own");
  });

  it("is what an alert's message links to, of which nothing else is taken", () => {
    const slice = { brands: ["acme"], networks: ["x"], query: "recall NOT jobs", startTime: "2026-01-08T00:00:00Z", endTime: "2026-01-08T03:00:00Z" };
    const given = (text: string) => new URLSearchParams({ slice: text });
    expect(sliceGiven(given(JSON.stringify({ ...slice, brand: 1, spam: "no" })))).toEqual(slice);
    expect(readView(given(JSON.stringify(slice)))).toMatchObject({ brands: ["acme"], networks: ["x"], text: "recall NOT jobs", voices: "all", spam: true });
    for (const text of ["", "{", "3", "null"]) expect(sliceGiven(given(text))).toBeNull();
    expect(sliceGiven(given('{"brands": 5}'))).toEqual({});
  });

  it("is set beside as long a time before, and narrows to a part, also to the one that is not known", () => {
    const slice = { startTime: "2026-01-08T00:00:00.000Z", endTime: "2026-01-15T00:00:00.000Z" };
    expect(before(slice)).toEqual({ startTime: "2026-01-01T00:00:00.000Z", endTime: "2026-01-08T00:00:00.000Z" });
    expect(narrowed(slice, "SENTIMENT", "NEGATIVE").sentiments).toEqual(["LABEL_NEGATIVE"]);
    expect(narrowed(slice, "INTENT", "").intents).toEqual(["KIND_UNSPECIFIED"]);
    expect(narrowed(slice, "COUNTRY", "").countries).toEqual([""]);
  });

  it("is written into an address with what it is set beside behind a dot", () => {
    expect(asQuery({ brands: ["brands/a"], networks: [], own: false, text: undefined }, "against")).toEqual({ "against.brands": ["brands/a"], "against.own": false });
  });
});

describe("a table for spreadsheets", () => {
  it("quotes what needs it and runs nothing that a stranger wrote", () => {
    expect(cell('say "hi", now')).toBe('"say ""hi"", now"');
    expect(cell("=SUM(A1)")).toBe("'=SUM(A1)");
    expect(cell("@handle")).toBe("'@handle");
    expect(cell(-5)).toBe("-5");
    expect(csv(["a", "b"], [["x", 1]])).toBe("a,b\r\nx,1\r\n");
    expect(fileName("Share of voice!")).toBe("share-of-voice.csv");
  });
});
