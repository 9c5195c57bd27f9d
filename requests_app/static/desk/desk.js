// Small conveniences. Every page works without them.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    button.textContent = button.dataset.copied;
  } catch {
    source.focus();
    source.select?.();
  }
});
for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();
// What was just done is read out once the page stands: a live region that is filled before a
// screen reader looks at it says nothing.
const toasts = document.querySelector(".toasts");
if (toasts) {
  toasts.removeAttribute("role");
  const words = [...toasts.querySelectorAll("p")].map((line) => line.textContent).join(" ");
  setTimeout(() => { document.getElementById("announcer").textContent = words; }, 300);
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss-note]");
  if (!button) return;
  button.closest(".note").remove();
  document.getElementById("main").focus();
});
// The letter beside the form shows the part that is being written.
const paragraphs = () => [...document.querySelectorAll("#paper :is(p, li, h2, address)")];
let before = [];
document.addEventListener("htmx:beforeSwap", () => { before = paragraphs().map((one) => one.textContent); });
document.addEventListener("htmx:afterSwap", () => {
  const pane = document.getElementById("so-far");
  const written = paragraphs().find((one, place) => one.textContent !== before[place]);
  if (!pane || !before.length || !written) return;
  const [inner, outer] = [written.getBoundingClientRect(), pane.getBoundingClientRect()];
  const room = outer.height / 4;
  if (inner.top >= outer.top && inner.bottom <= outer.bottom - room) return;
  pane.scrollTop += inner.top - outer.top - room;
});
// A guessed time zone gives way to the browser's own, where that is one of the list.
const guessed = document.querySelector("[data-guessed-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (guessed && [...guessed.list.options].some((one) => one.value === zone)) guessed.value = zone;
// A long list of boxes can be narrowed by typing. What is ticked stays in sight.
for (const field of document.querySelectorAll("[data-narrows]")) {
  const list = document.getElementById(field.dataset.narrows);
  const boxes = [...list.querySelectorAll(".form-check")];
  list.querySelector("legend").after(field.parentElement);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  field.addEventListener("input", () => {
    for (const box of boxes) {
      box.hidden = !plain(box.textContent).includes(plain(field.value.trim())) && !box.querySelector(":checked");
    }
  });
}
