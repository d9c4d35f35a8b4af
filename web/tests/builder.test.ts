import { describe, expect, it } from "vitest";
import { bare, columnOf, NOTHING, read, term, write, type Build } from "../src/pages/queries/builder";
import { exampleOf } from "../src/pages/queries/example";
import { marked } from "../src/pages/queries/marked";

const build = (part: Partial<Build>): Build => ({ ...NOTHING, ...part });

describe("the builder", () => {
  it("writes what its fields say, with quotation marks where the language needs them", () => {
    const whole = build({ any: ["Acme", "Acme Air"], all: ["late"], none: ["jobs", "hiring now"], languages: ["en", "de"], networks: ["x"] });
    expect(write(whole)).toBe('(Acme OR "Acme Air") late NOT (jobs OR "hiring now") lang:(en OR de) source:x');
    expect(write(build({ any: ["Acme"] }))).toBe("Acme");
    expect(write(build({ any: ["  ", "Acme", "Acme "] }))).toBe("Acme");
  });

  it("never lets a word become an operator or a field", () => {
    expect(["OR", "NEAR/3", "-late", "lang:en", "a b", "#fail", "{BT}", "AT&T", "acm*"].map(term)).toEqual(['"OR"', '"NEAR/3"', '"-late"', '"lang:en"', '"a b"', "#fail", "{BT}", '"AT&T"', "acm*"]);
    expect(term('say "hi"')).toBe('"say hi"');
  });

  it("reads back what it wrote", () => {
    const words = ["Acme", "Acme Air", "#fail", "@acme", "café", "acm*", "OR", "{BT}"];
    const beside = ["late", "two words", "#slow", "AND"];
    let seed = 7;
    const chance = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
    const some = (from: string[], least: number) => [...new Set(Array.from({ length: least + chance(3) }, () => from[chance(from.length)]!))];
    for (let turn = 0; turn < 300; turn += 1) {
      const made = build({ any: words.slice(chance(4), 6 + chance(3)), all: some(beside, 0), none: some(words, 0), languages: some(["en", "de", "pt"], 0), networks: some(["x", "reddit"], 0) });
      const text = write(made);
      const found = read(text);
      expect(found, text).not.toBeNull();
      expect(write(found!)).toBe(text);
    }
  });

  it("fills its fields from a text of its shape", () => {
    expect(read("acme OR akme")).toEqual(build({ any: ["acme", "akme"] }));
    expect(read("acme late")).toEqual(build({ all: ["acme", "late"] }));
    expect(read("(acme OR akme) AND late -jobs")).toEqual(build({ any: ["acme", "akme"], all: ["late"], none: ["jobs"] }));
    expect(read("acme")).toEqual(build({ any: ["acme"] }));
    expect(read("")).toEqual(NOTHING);
  });

  it("leaves to the text what it cannot say, rather than dropping a part", () => {
    for (const text of ["acme OR akme late", "late NEAR/3 plane", "/acm(e|ée)/", "acme followers:1000..", "acme (a OR b) (c OR d)", "acme <<< ask Jo >>>", "(acme OR (akme late))", "NOT (a b)", "(acme OR akme", "lang:en lang:de acme"]) {
      expect(read(text), text).toBeNull();
    }
  });

  it("finds the column that a refusal names", () => {
    expect(columnOf("query.expression: column 6: expected a word.")).toEqual({ column: 6, problem: "expected a word." });
    expect(columnOf("Something else.")).toEqual({ column: 0, problem: "Something else." });
    expect(bare('"Acme Air"')).toBe("Acme Air");
  });
});

describe("what a query finds", () => {
  it("is marked by code points, and the text is always shown whole", () => {
    const text = "👍 Acme is late";
    const pieces = marked({ text }, [[2, 6], [4, 6], [10, 99]]);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(pieces.filter((piece) => piece.hit).map((piece) => piece.text)).toEqual(["Acme"]);
  });
});

describe("an example for a file", () => {
  it("is one line that YAML reads, whatever was said", () => {
    expect(exampleOf({ text: 'say "hi":\n  # to acme', title: "" })).toBe('- "say \\"hi\\": # to acme"');
    expect(exampleOf({ text: "late", title: "Acme, again" })).toBe('- {text: "late", title: "Acme, again"}');
  });
});
