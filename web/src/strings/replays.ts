// English for what a policy would have done with the past, loaded with that page. Keys as in `en`.
import { speaker } from "./index";

const words = {
  "title": "Replay on the archive",
  "about": "Decides what was said anew, by what is in force and by the text above, and works both off with pretended agents. Nothing is changed, and nobody is told.",
  "aboutStaffing": "The text above is what is in force, so only other staffing makes a difference.",
  "brand": "Brand",
  "days": "Of the last",
  "daysOf": "{n} day|{n} days",
  "staffing": "Who works",
  "today": "Today, in YAML",
  "then": "With the text above, where that differs",
  "staffingHint": "Empty: five agents round the clock, four minutes an answer.",
  "run": "Replay",
  "running": "Deciding it all again…",
  "nothing": "The archive has nothing of that brand and time.",
  "says": "{changed} of {all} mentions change hands. Only watched: {watched}; dropped: {dropped}.",
  "pair": "{now} → {then}",
  "now": "now",
  "candidate": "then",
  "queue": "Queue",
  "items": "To be answered",
  "met": "Deadlines met",
  "p50": "Wait, half of them at most",
  "p95": "Wait, 95 of 100 at most",
  "unservable": "Nobody could take",
  "load": "Minutes of work by hour of the day",
  "loadSays": "Most at {hour}:00: {now} minutes now, {then} then.",
  "hour": "Hour",
  "asTable": "As a table",
  "moves": "What changes hands",
  "movesNone": "Nothing changes hands.",
  "examples": "Examples of {from} → {to}",
  "show": "Examples",
  "gone": "That mention is gone from the archive.",
} as const;

export const t = speaker(words);
