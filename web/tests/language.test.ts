import { expect, it } from "vitest";
import { foreign, languageName } from "../src/conversation/language";

it("a translation is offered for what is known to be in another language", () => {
  expect([foreign("de", "en-GB"), foreign("en", "en-GB"), foreign("und", "en"), foreign("", "en"), foreign(undefined, "en")]).toEqual([true, false, false, false, false]);
  expect([languageName("de"), languageName("not a code")]).toEqual(["German", "not a code"]);
});
