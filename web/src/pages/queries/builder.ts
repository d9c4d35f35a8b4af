// The builder and the text say the same: the builder's fields write the text, and a text of its shape fills
// the fields. What goes beyond the shape stays a text; nothing of it is ever dropped.

export type Build = { any: string[]; all: string[]; none: string[]; languages: string[]; networks: string[] };

export const NOTHING: Build = { any: [], all: [], none: [], languages: [], networks: [] };

const OPERATORS = /^(AND|OR|NOT|O?NEAR(\/\d+)?)$/;
const PLAIN = /^[\p{L}\p{N}#@$_*?'’.&+-]+$/u;
const FIELD = /^[a-z_]+:/;

/** One term as the language writes it: words that need it stand in quotation marks. */
export function term(words: string): string {
  const clean = words.trim().replace(/\s+/g, " ");
  if (/^".*"$/.test(clean) || /^\{.*\}$/.test(clean) || /^[#@$]"[^"]*"$/.test(clean)) return clean;
  const plain = PLAIN.test(clean) && !OPERATORS.test(clean) && !FIELD.test(clean) && !clean.startsWith("-") && !/[.&+]/.test(clean);
  if (plain) return clean;
  return /^\p{Extended_Pictographic}/u.test(clean) ? clean : `"${clean.replaceAll('"', "")}"`;
}

const group = (words: string[]) => (words.length === 1 ? words[0]! : `(${words.join(" OR ")})`);

function kept(words: string[]): string[] {
  return [...new Set(words.map((each) => each.trim()).filter(Boolean).map(term))];
}

/** The text that the builder's fields say. */
export function write(build: Build): string {
  const found: string[] = [];
  const [any, all, none] = [kept(build.any), kept(build.all), kept(build.none)];
  if (any.length) found.push(group(any));
  found.push(...all);
  if (none.length) found.push(`NOT ${group(none)}`);
  if (build.languages.length) found.push(`lang:${group(build.languages)}`);
  if (build.networks.length) found.push(`source:${group(build.networks)}`);
  return found.join(" ");
}

type Token = { kind: "term" | "(" | ")" | "OR" | "AND" | "NOT" | "field"; text: string };

const TOKEN = /\s*(?:(\()|(\))|(-)(?=["#@$\p{L}\p{N}(])|([#@$]?"[^"]*")|(\{[^}]*\})|((?:lang|source):)|([^\s()"{}]+))/uy;

function tokens(text: string): Token[] | null {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (!match) return null;
    const [, open, close, minus, phrase, exact, field, word] = match;
    if (open) found.push({ kind: "(", text: open });
    else if (close) found.push({ kind: ")", text: close });
    else if (minus) found.push({ kind: "NOT", text: minus });
    else if (field) found.push({ kind: "field", text: field.slice(0, -1) });
    else if (phrase ?? exact) found.push({ kind: "term", text: (phrase ?? exact)! });
    else if (word === "OR" || word === "AND" || word === "NOT") found.push({ kind: word, text: word });
    else if (!word || OPERATORS.test(word) || FIELD.test(word) || word.startsWith("/") || word.startsWith("<<<") || word.includes("|")) return null;
    else found.push({ kind: "term", text: word });
  }
  return found;
}

class Beyond extends Error {}

/** Reads tokens of the builder's shape; anything else is beyond it. */
class Reader {
  private at = 0;

  constructor(private readonly tokens: Token[]) {}

  private next(): Token | undefined {
    return this.tokens[this.at];
  }

  private take(kind: Token["kind"]): Token {
    const token = this.tokens[this.at];
    if (token?.kind !== kind) throw new Beyond();
    this.at += 1;
    return token;
  }

  private group(): string[] {
    if (this.next()?.kind !== "(") return [this.take("term").text];
    this.take("(");
    const found = [this.take("term").text];
    while (this.next()?.kind === "OR") {
      this.take("OR");
      found.push(this.take("term").text);
    }
    this.take(")");
    return found;
  }

  /** `a OR b` without brackets is a group only where nothing stands beside it. */
  private alone(): string[] | null {
    if (!this.tokens.some((token) => token.kind === "OR") || this.tokens.some((token) => token.kind !== "OR" && token.kind !== "term")) return null;
    return this.tokens.every((token, at) => (token.kind === "OR") === (at % 2 === 1)) && this.tokens.length % 2 === 1 ? this.tokens.filter((token) => token.kind === "term").map((token) => token.text) : null;
  }

  build(): Build {
    const alone = this.alone();
    if (alone) return { ...NOTHING, any: alone };
    const found: Build = { any: [], all: [], none: [], languages: [], networks: [] };
    while (this.next()) {
      if (this.at && this.next()?.kind === "AND") this.take("AND");
      this.factor(found);
      if (this.next()?.kind === "OR") throw new Beyond();
    }
    // One word alone is more easily widened as one of several.
    if (!found.any.length && found.all.length === 1) return { ...found, any: found.all, all: [] };
    return found;
  }

  private factor(found: Build): void {
    switch (this.next()?.kind) {
      case "NOT":
        this.take("NOT");
        found.none.push(...this.group());
        return;
      case "field": {
        const into = this.take("field").text === "lang" ? "languages" : "networks";
        if (found[into].length) throw new Beyond();
        found[into].push(...this.group());
        return;
      }
      case "(":
        if (found.any.length) throw new Beyond();
        found.any.push(...this.group());
        return;
      default:
        found.all.push(this.take("term").text);
    }
  }
}

/** The builder's fields for a text; null where the text says more than they can. */
export function read(text: string): Build | null {
  if (!text.trim()) return { any: [], all: [], none: [], languages: [], networks: [] };
  const found = tokens(text);
  if (!found) return null;
  try {
    return new Reader(found).build();
  } catch (fault) {
    if (fault instanceof Beyond) return null;
    throw fault;
  }
}

/** A term as the builder's field shows it: the quotation marks are the language's. */
export function bare(words: string): string {
  return /^"[^"]*"$/.test(words) ? words.slice(1, -1) : words;
}

/** `column 6: …` out of a refusal's sentence, and the rest of it. */
export function columnOf(sentence: string): { column: number; problem: string } {
  const found = /column (\d+): ([\s\S]*)$/.exec(sentence);
  return found ? { column: Number(found[1]), problem: found[2] ?? "" } : { column: 0, problem: sentence };
}
