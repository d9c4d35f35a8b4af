// What may go with an answer, as the network says it.
import { expect, test } from "vitest";
import { attachments, limitsOf, misfit, refusal, type Picked } from "../src/composer/media";

const MIB = 1024 * 1024;
const limits = { most: 2, bytes: 5 * MIB, types: ["image/png", "image/jpeg"] };
const one = (part: Partial<Picked> = {}): Picked => ({ id: "1", name: "pump.png", type: "image/png", size: 1000, content: "AA==", description: "", ...part });

test("what fits is not refused", () => {
  expect(refusal(one(), [one()], limits)).toBe("");
});

test("each limit of the network is told in a sentence", () => {
  expect(refusal(one({ type: "image/svg+xml" }), [], limits)).toContain("it takes PNG, JPEG");
  expect(refusal(one(), [one(), one()], limits)).toContain("takes 2");
  expect(refusal(one({ size: 5 * MIB + 1 }), [], limits)).toContain("takes 5.0 MiB");
  expect(refusal(one({ size: 0 }), [], limits)).toContain("is empty");
  expect(refusal(one({ size: 3 * MIB }), [one({ size: 3 * MIB + 1 })], limits)).toContain("6.0 MiB together");
  expect(refusal(one(), [], limitsOf(null))).toContain("no pictures");
});

test("what was picked is asked again where another account takes less", () => {
  expect(misfit([one(), one()], limits)).toBe("");
  expect(misfit([one(), one()], { ...limits, most: 1 })).toContain("takes 1");
});

test("a description goes with its picture, and an empty one stays away", () => {
  expect(attachments([one({ description: " A pump " }), one()])).toEqual([
    { contentType: "image/png", content: "AA==", description: "A pump" },
    { contentType: "image/png", content: "AA==" },
  ]);
});
