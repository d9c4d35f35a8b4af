import { expect, test } from "vitest";
import { choices, stillThere, type Letter } from "../src/pages/letters/choice";

const letter = (number: number, consumer: string): Letter => ({
  name: `deadLetters/${number}`, consumer, subject: "", itemId: "", reason: "", cause: "", tries: 1, deadTime: "",
});
const LETTERS = [letter(1, "router"), letter(2, "insights"), letter(7, "router")];

test("what was picked becomes one call for each reader, with its numbers", () => {
  expect(choices(LETTERS, new Set(["deadLetters/1", "deadLetters/7", "deadLetters/2"]))).toEqual([
    { consumer: "router", numbers: [1, 7] },
    { consumer: "insights", numbers: [2] },
  ]);
});

test("nothing picked is no call at all, since a call without numbers means all", () => {
  expect(choices(LETTERS, new Set())).toEqual([]);
  expect(choices(LETTERS, new Set(["deadLetters/9"]))).toEqual([]);
});

test("what is gone from the list is no longer picked", () => {
  expect([...stillThere(LETTERS, new Set(["deadLetters/2", "deadLetters/9"]))]).toEqual(["deadLetters/2"]);
});
