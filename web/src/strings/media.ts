// English for what goes with an answer. Keys as in `en`.
import { speaker } from "./index";

const words = {
  "add": "Add picture",
  "limits": "Up to {n} of {types}, each at most {size}",
  "limitsFree": "Up to {n} of {types}",
  "list": "Goes with the answer",
  "description": "What {name} shows, for those who do not see it",
  "hint": "Describe it for those who do not see it",
  "remove": "Remove {name}",
  "reading": "Reading {name}…",
  "sending": "Sending with {n} picture…|Sending with {n} pictures…",
  "sent": "with {n} picture|with {n} pictures",
  "none": "This network takes no pictures from here; send words alone.",
  "type": "{name} is of a type that the network does not take; it takes {types}.",
  "count": "{name} is one too many; the network takes {n}. Remove one first.",
  "empty": "{name} is empty; pick another.",
  "large": "{name} has {size} and the network takes {most}; make it smaller.",
  "together": "With {name} they have more than {most} together; make them smaller or remove one.",
  "unreadable": "{name} cannot be read; pick it again.",
};

export const t = speaker(words);
