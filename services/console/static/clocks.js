// Times that count: how long ago, how long is left. The page carries moments, this turns them into words.

function span(seconds) {
  if (seconds < 60) return Math.floor(seconds) + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min";
  if (seconds < 86400) {
    const minutes = Math.floor((seconds % 3600) / 60);
    return Math.floor(seconds / 3600) + " h" + (seconds < 18000 && minutes ? " " + minutes + " min" : "");
  }
  return Math.floor(seconds / 86400) + " d";
}

function write(element, words, title, moment) {
  if (element.textContent !== words) element.textContent = words;
  if (!element.title) element.title = title + new Date(moment).toLocaleString();
}

function tick(element, now) {
  const moment = Date.parse(element.dateTime);
  const left = (moment - now) / 1000;
  if ("ago" in element.dataset) {
    write(element, left > -10 ? "just now" : span(-left) + " ago", "", moment);
    return;
  }
  const late = left <= 0;
  if ("lease" in element.dataset) {
    const minutes = Math.floor(left / 60);
    const clock = minutes + ":" + String(Math.floor(left % 60)).padStart(2, "0");
    write(element, late ? "ran out" : clock, "until ", moment);
    element.classList.toggle("late", late);
    return;
  }
  write(element, late ? span(-left) + " over" : span(left) + " left", element.dataset.due + " ", moment);
  element.classList.toggle("late", late);
  element.classList.toggle("soon", !late && left < 900);
}

export function tickAll(root = document) {
  const now = Date.now();
  for (const element of root.querySelectorAll("time[data-ago], time[data-due], time[data-lease]")) tick(element, now);
}

export function startClocks() {
  tickAll();
  setInterval(tickAll, 1000);
}
