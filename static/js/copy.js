// data-copy: puts the secret beside the button on the clipboard and says so. Hidden where we get no clipboard.
const prepare = (root) => {
  if (navigator.clipboard) for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.closest(".secret").querySelector("code").textContent);
  button.classList.add("copied");
  document.getElementById("live").textContent = button.dataset.copied;
  setTimeout(() => button.classList.remove("copied"), 2000);
});

prepare(document);
document.addEventListener("htmx:afterSettle", (event) => prepare(event.target));
