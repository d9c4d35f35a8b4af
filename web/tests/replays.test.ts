import { expect, test } from "vitest";
import { load, pairs, width, type Report } from "../src/pages/policies/compare";

const REPORT: Report = {
  mentionCount: "10",
  live: { policy: "care@3", queues: [{ queue: "general", itemCount: "8", answeredCount: "4", deadlineCount: "4", deadlineMetCount: "3", waitP50: "90s", waitP95: "600.5s" }], loadMinutes: [1, 2] },
  candidate: { policy: "care", queues: [{ queue: "press", itemCount: "2" }, { queue: "general", itemCount: "6", unservableCount: "1" }] },
};

test("every queue of either side stands once, in order", () => {
  expect(pairs(REPORT, "items")).toEqual([
    { name: "general", now: 8, then: 6 },
    { name: "press", now: 0, then: 2 },
  ]);
});

test("what cannot be said is not nought", () => {
  expect(pairs(REPORT, "met")).toEqual([
    { name: "general", now: 0.75, then: null },
    { name: "press", now: null, then: null },
  ]);
  expect(pairs(REPORT, "p95")[0]).toEqual({ name: "general", now: 600.5, then: null });
});

test("the day has 24 hours on both sides", () => {
  const hours = load(REPORT);
  expect(hours).toHaveLength(24);
  expect(hours[1]).toEqual({ now: 2, then: 0 });
});

test("bars share a scale, and a little is still seen", () => {
  expect(width(5, 10)).toBe(50);
  expect(width(0.001, 10)).toBe(0.6);
  expect([width(0, 10), width(null, 10), width(5, 0)]).toEqual([0, 0, 0]);
});
