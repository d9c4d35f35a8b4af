// Words to the person: aloud for screen readers, or seen for a while.

export function say(sentence) {
  document.getElementById("say").textContent = sentence;
}

export function toast(sentence, bad = false) {
  const box = document.createElement("p");
  box.className = bad ? "toast bad" : "toast";
  box.textContent = sentence;
  const all = document.getElementById("toasts");
  while (all.children.length > 2) all.firstElementChild.remove();
  all.append(box);
  setTimeout(() => box.remove(), bad ? 9000 : 5000);
}

export function trouble(sentence) {
  const box = document.getElementById("trouble");
  if (box.textContent !== sentence) box.textContent = sentence;
  box.hidden = !sentence;
}
