// The numbers of the report of care: which steps each counts, and how it is written.
import { describe, expect, it } from "vitest";
import { count, figure, nameOf, narrowed, opens, seconds } from "../src/pages/care/figures";

const sums = {
  firstAnswerCount: "3", nextAnswerCount: 2, firstAnswerMetCount: 2, firstAnswerMissedCount: 1, satisfiedCount: 1,
  firstAnswerWait: { median: "90s", p95: "7200.5s" },
};

describe("the report of care", () => {
  it("adds up first and further answers", () => {
    expect(figure("answers").value(sums)).toBe(5);
    expect(figure("answers").kinds).toEqual(["FIRST_ANSWER", "NEXT_ANSWER"]);
  });
  it("tells shares as so many of all, and nothing where there is nothing", () => {
    expect([figure("first").shown(sums), figure("first").value(sums)]).toEqual(["2 of 3", 2 / 3]);
    expect([figure("end").shown(sums), figure("end").value(sums)]).toEqual(["–", null]);
  });
  it("tells waits only where something was measured", () => {
    expect(figure("wait").value(sums)).toBe(90);
    expect(figure("wait95").value(sums)).toBe(7200.5);
    expect(figure("hand").shown(sums)).toBe("–");
  });
  it("opens numbers behind which something happened", () => {
    expect(opens(figure("first"), sums)).toBe(true);
    expect(opens(figure("taken"), sums)).toBe(false);
  });
  it("names who did nothing by themselves nobody, and asks for their steps", () => {
    const row = { key: "agents/-" };
    expect(nameOf(row, "AGENT")).toBe("Nobody");
    expect(nameOf({ key: "queues/billing" }, "QUEUE")).toBe("billing");
    expect(narrowed({ brand: "brands/a" }, "AGENT", row)).toEqual({ brand: "brands/a", agent: "agents/-" });
    expect(narrowed({}, "TEAM", { key: "-" })).toEqual({ team: "-" });
    expect(narrowed({ brand: "brands/a" }, "TEAM", null)).toEqual({ brand: "brands/a" });
  });
  it("reads counts and lengths as the interface writes them", () => {
    expect([count(sums, "FIRST_ANSWER"), count({}, "TAKEN"), seconds("1.5s"), seconds(undefined)]).toEqual([3, 0, 1.5, 0]);
  });
});
