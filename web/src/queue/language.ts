// Whether a search is in the language of queries, which the server reads, or plain words, which the desk looks up itself.

const FIELDS = "author bio lang source site link title in_thread_of reply_to kind is has followers rating likes created".split(" ");

const SIGNS = [
  /["“”„‟＂(){}*]/u, // phrases, brackets, exact case, patterns
  /(^|[\s(])(AND|OR|NOT|O?NEAR(\/\d+)?)(?=[\s(]|$)/u,
  /(^|\s)-[^\s-]/u,
  /(^|\s)\/(?:\\.|[^/\\\s])(?:\\.|[^/\\])*\/(?=\w*(\s|$))/u, // a regular expression, not the path of an address
  new RegExp(`(^|[\\s(-])(${FIELDS.join("|")}):\\S`, "iu"),
];

/** Words alone are found as they are typed, also within words and in names; anything more is a query. */
export function inLanguage(text: string): boolean {
  return SIGNS.some((sign) => sign.test(text));
}
