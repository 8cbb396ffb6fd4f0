// The button in a password field shows what was typed; data-shown on the field begins so (pupils type slowly).
function set(button, input, shown) {
  input.type = shown ? "text" : "password";
  button.textContent = shown ? button.dataset.hide : button.dataset.show;
  button.setAttribute("aria-label", `${button.textContent} ${button.dataset.name}`);
}

function prepare(root) {
  for (const button of root.querySelectorAll("[data-reveal][hidden]")) {
    const input = document.getElementById(button.dataset.reveal);
    if (!input) continue;
    button.hidden = false;
    input.spellcheck = false;
    input.autocapitalize = "none";
    set(button, input, "shown" in input.dataset);
    button.addEventListener("click", () => set(button, input, input.type === "password"));
    // Sent as a password again, so that no browser offers it later as something typed into a text field.
    input.form?.addEventListener("submit", () => set(button, input, false));
  }
}

prepare(document);
document.addEventListener("htmx:afterSettle", (event) => prepare(event.target));

// After a refusal the focus goes to what was refused.
(document.querySelector("[data-error-summary]") || document.querySelector('form [aria-invalid="true"]'))?.focus();
