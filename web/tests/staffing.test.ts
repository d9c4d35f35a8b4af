import { expect, test } from "vitest";
import { changed, fresh, readHours, rebase, users, week, weekly, writeHours, type Queue, type Staff } from "../src/pages/staffing/model";

const queue = (part: Partial<Queue>): Queue => ({ ...(fresh("queues", "UTC") as Queue), name: "queues/care", ...part });

test("hours are read as people write them, and nothing else is taken for hours", () => {
  expect(readHours("9-12, 13:00–17:30")).toEqual([
    { start: "09:00", end: "12:00" },
    { start: "13:00", end: "17:30" },
  ]);
  expect(readHours(" ")).toEqual([]);
  expect(readHours("22:00-24:00")).toEqual([{ start: "22:00", end: "24:00" }]);
  for (const wrong of ["nine", "17-9", "9:70-10", "9-25", "9-", "9-9"]) expect(readHours(wrong)).toBeNull();
});

test("a week goes through the form unchanged, alike days together", () => {
  const hours = weekly([[{ start: "09:00", end: "17:00" }], [], [{ start: "09:00", end: "17:00" }], [], [], [], [{ start: "10:00", end: "11:00" }]]);
  expect(hours).toEqual([
    { weekdays: ["WEEKDAY_MONDAY", "WEEKDAY_WEDNESDAY"], stretches: [{ start: "09:00", end: "17:00" }] },
    { weekdays: ["WEEKDAY_SUNDAY"], stretches: [{ start: "10:00", end: "11:00" }] },
  ]);
  expect(weekly(week(hours))).toEqual(hours);
  expect(writeHours(week(hours)[6])).toBe("10:00–11:00");
});

test("of two changes each field keeps its own, and what both changed is named with mine standing", () => {
  const base = queue({ skills: { french: 2, refund: 1 }, displayName: "Care", updateTime: "1" });
  const mine = { ...base, displayName: "Mine", sticky: true };
  const theirs = { ...base, displayName: "Theirs", skills: { refund: 1, french: 9 }, updateTime: "2", later: "kept" } as Queue;
  const found = rebase(base, mine, theirs);
  expect(found.draft).toMatchObject({ displayName: "Mine", sticky: true, skills: { french: 9, refund: 1 }, updateTime: "2", later: "kept" });
  expect([found.theirs, found.both]).toEqual([["skills", "later"], ["displayName"]]);
});

test("the order of a map and what is only told are no changes; the same change by both is no conflict", () => {
  const base = queue({ skills: { a: 1, b: 2 } });
  expect(changed(base, { ...base, skills: { b: 2, a: 1 }, updateTime: "9", warnings: ["x"] })).toEqual([]);
  expect(rebase(base, { ...base, sticky: true }, { ...base, sticky: true }).both).toEqual([]);
});

test("what names a thing is found, whether by its whole name or its id", () => {
  const staff: Staff = {
    queues: [queue({ calendar: "office", members: ["agents/ann"] }), queue({ name: "queues/vip", steps: [{ afterSeconds: 1, widenTo: ["queues/care"] }] })],
    agents: [], calendars: [], deadlinePolicies: [],
  };
  expect(users("calendars", "calendars/office", staff)).toEqual(["queues/care"]);
  expect(users("queues", "queues/care", staff)).toEqual(["queues/vip"]);
  expect(users("agents", "agents/ann", staff)).toEqual(["queues/care"]);
  expect(users("agents", "agents/bob", staff)).toEqual([]);
});
