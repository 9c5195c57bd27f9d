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
