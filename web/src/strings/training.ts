// English for the page of training, loaded with it. Keys as in `en`.
import { speaker } from "./index";

const words = {
  "title": "Training",
  "about": "New agents practise on the real desk; what they answer goes to Antiphon's own sandbox network and reaches no customer.",
  "brands": "Brands for practice",
  "brands.none": "Nobody practises yet. Make a brand for practice first.",
  "brands.about": "A brand for practice hears its lessons and nothing else. Figures, alerts and reports that name no brand leave it out.",
  "new": "Make a brand for practice",
  "name": "Name, for example Training room",
  "add": "Make it",
  "lesson": "Lesson",
  "lessonOf": "Lesson for {name}",
  "lesson.first-answers": "First answers: 26 posts in three minutes",
  "lesson.outage": "Outage: a brand on its worst Tuesday, 900 posts in four minutes",
  "none": "No lesson was played yet.",
  "running": "{lesson} is played: {played} of {steps} posts.",
  "ended": "{lesson} has ended after {played} of {steps} posts.",
  "start": "Start a lesson",
  "startNamed": "Start a lesson: {name}",
  "reset": "Reset",
  "resetNamed": "Reset: {name}",
  "reset.sure": "Reset {name}? All that is open there is dismissed, whoever holds it, and the lesson is played anew.",
  "reset.done": "{n} dismissed at {name}; the lesson begins anew.",
  "reset.left": "{n} dismissed at {name}; {left} stay until their answers have ended. The lesson begins anew.",
  "reset.reason": "Practice starts over.",
  "started": "A lesson is played to {name}; its posts come into the queue.",
  "who": "Who takes part",
  "who.about": "Somebody who works for a brand for practice alone sees no customer. Invite new agents on the page of users, with that brand alone.",
  "who.user": "Who",
  "who.brands": "Works for",
  "who.all": "all brands, practice too",
  "who.part": "{user} takes part in {name}",
};

export const t = speaker(words);
