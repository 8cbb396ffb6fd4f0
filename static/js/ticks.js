// Ticks of <form data-ticks>: tick all, Shift-click takes a range, Escape clears, the bulk bar counts.
// Words come translated in data-one / data-other with {n}; a button with data-of counts only the rows with that state.
const plural = new Intl.PluralRules(document.documentElement.lang || "en");
let last = null;

const boxes = (form) => [...form.querySelectorAll('tbody input[type="checkbox"]:not(:disabled)')];
const words = (element, n) =>
  (plural.select(n) === "one" ? element.dataset.one : element.dataset.other).replace("{n}", n.toLocaleString(plural.resolvedOptions().locale));

function show(form) {
  const all = boxes(form);
  const ticked = all.filter((box) => box.checked);
  for (const box of form.querySelectorAll("[data-tick-all]")) {
    box.checked = all.length > 0 && ticked.length === all.length;
    box.indeterminate = ticked.length > 0 && ticked.length < all.length;
  }
  for (const count of form.querySelectorAll("[data-tick-count]")) count.textContent = words(count, ticked.length);
  for (const clear of form.querySelectorAll("[data-tick-clear]")) clear.hidden = false;
  for (const label of form.querySelectorAll("[data-tick-label]")) {
    const n = ticked.filter((box) => !label.dataset.of || box.dataset.state?.split(" ").includes(label.dataset.of)).length;
    label.textContent = words(label, n);
    label.disabled = n === 0;
    label.hidden = n === 0 && ticked.length > 0; // nothing of what is ticked can have this done to it
  }
  return ticked.length;
}

function say(form, n) {
  const count = form.querySelector("[data-tick-count]");
  if (count) document.getElementById("live").textContent = words(count, n);
}

function set(form, state) {
  for (const box of boxes(form)) box.checked = state;
  say(form, show(form));
}

document.addEventListener("click", (event) => {
  const box = event.target;
  const form = box.closest?.("form[data-ticks]");
  if (!form) return;
  if (box.closest("[data-tick-clear]")) {
    set(form, false);
    form.querySelector("[data-tick-all]")?.focus();
  } else if (box.matches("[data-tick-all]")) {
    set(form, box.checked);
  } else if (box.matches('tbody input[type="checkbox"]')) {
    const all = boxes(form);
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) for (const between of all.slice(from, to + 1)) between.checked = box.checked;
    last = box;
    say(form, show(form));
  }
});

// A Shift-click on a label selects text; ticking a range should not.
document.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest?.("form[data-ticks] .tick")) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  for (const form of document.querySelectorAll("form[data-ticks]")) {
    if (boxes(form).some((box) => box.checked)) set(form, false);
  }
});

const showAll = () => document.querySelectorAll("form[data-ticks]").forEach(show);
document.addEventListener("htmx:afterSettle", showAll);
window.addEventListener("pageshow", showAll);
showAll();
