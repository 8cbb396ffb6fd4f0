// A [data-dialog-slot] <dialog> opens when htmx has put a confirm page's fragment into it.
document.addEventListener("click", (event) => {
  const closer = event.target.closest?.("[data-dialog-close]");
  if (closer?.closest("dialog")) {
    event.preventDefault();
    closer.closest("dialog").close();
  } else if (event.target.matches?.("dialog[open]")) {
    event.target.close(); // a click on the backdrop
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.target.closest?.("dialog[data-dialog-slot]");
  if (dialog && !dialog.open) dialog.showModal();
});
