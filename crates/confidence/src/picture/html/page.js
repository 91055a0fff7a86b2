"use strict";

// Within a text Tab reaches one token, and the arrow keys the others. Without this every token is reached by Tab.
for (const text of document.querySelectorAll(".text")) {
  const tokens = Array.from(text.querySelectorAll(".t"));
  tokens.forEach((token, at) => {
    token.tabIndex = at === 0 ? 0 : -1;
  });

  text.addEventListener("focusin", (event) => {
    const token = event.target.closest(".t");
    if (!token) return;
    for (const other of text.querySelectorAll('.t[tabindex="0"]')) other.tabIndex = -1;
    token.tabIndex = 0;
  });

  text.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = tokens.indexOf(event.target);
    if (at < 0) return;
    const forward = getComputedStyle(text).direction === "rtl" ? -1 : 1;
    const to = {
      ArrowRight: () => at + forward,
      ArrowLeft: () => at - forward,
      ArrowDown: () => beside(tokens, at, 1),
      ArrowUp: () => beside(tokens, at, -1),
      Home: () => 0,
      End: () => tokens.length - 1,
    }[event.key];
    if (!to) return;
    event.preventDefault();
    tokens[to()]?.focus();
  });
}

// The token of the next line, or the one before, that is nearest to this one.
function beside(tokens, at, step) {
  const box = (token) => token.getClientRects()[0] ?? token.getBoundingClientRect();
  const here = box(tokens[at]);
  let best = at;
  let line = null;
  let least = Infinity;
  for (let to = at + step; tokens[to]; to += step) {
    const there = box(tokens[to]);
    if (Math.abs(there.top - here.top) < here.height / 2) continue;
    line ??= there.top;
    if (Math.abs(there.top - line) > there.height / 2) break;
    const distance = Math.abs(there.left - here.left);
    if (distance < least) [best, least] = [to, distance];
  }
  return best;
}

// A tip for which there is no room below its token is put above it, if there is room.
function put(token) {
  const tip = token?.querySelector(".tip");
  if (!tip) return;
  tip.classList.remove("above");
  const box = tip.getBoundingClientRect();
  const room = token.getClientRects()[0]?.top ?? 0;
  tip.classList.toggle("above", box.bottom > innerHeight && box.height < room);
}

// Esc closes what is open, until something else is pointed at or reached.
const open = () => document.body.classList.remove("closed");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.classList.add("closed");
});
document.addEventListener("focusin", (event) => {
  open();
  put(event.target.closest(".t"));
});
document.addEventListener("pointerdown", open);
document.addEventListener("pointerover", (event) => {
  const token = event.target.closest?.(".t");
  if (token === event.relatedTarget?.closest?.(".t")) return;
  open();
  put(token);
});
