// Offices are proposed while somebody types into the search of the page's head; Enter without a choice searches.
// The pattern is the editable combobox with a list of the ARIA Authoring Practices: focus stays in the field.
"use strict";

const finder = { form: document.querySelector("form.find"), chosen: -1, asked: "", timer: 0 };

if (finder.form) {
  finder.input = finder.form.querySelector("input");
  finder.list = finder.form.appendChild(document.createElement("ul"));
  finder.said = finder.form.appendChild(document.createElement("p"));
  prepareSearch();
}

function prepareSearch() {
  const { form, input, list, said } = finder;
  Object.assign(list, { id: "found", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.list);
  said.className = "vh";
  said.setAttribute("aria-live", "polite"); // what became of the last deed is the status of the page
  const told = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "found" };
  for (const [name, value] of Object.entries(told)) input.setAttribute(name, value);
  input.addEventListener("input", () => {
    clearTimeout(finder.timer);
    finder.timer = setTimeout(propose, 150);
  });
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
}

async function propose() {
  const typed = finder.input.value.trim();
  finder.asked = typed;
  if (typed.length < 2) return close();
  try {
    const answer = await fetch(`/api/search?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
    if (answer.ok && finder.asked === typed && document.activeElement === finder.input) show((await answer.json()).items);
  } catch {
    close(); // The connection is gone; Enter asks for the page, which says so.
  }
}

function show(found) {
  finder.list.replaceChildren(...found.map(option));
  finder.list.hidden = !found.length;
  finder.input.setAttribute("aria-expanded", String(Boolean(found.length)));
  choose(-1);
  const { one, many, none } = finder.form.dataset;
  finder.said.textContent = found.length === 1 ? one : found.length ? many.replace("{n}", found.length) : none;
}

function option(unit, place) {
  const line = document.createElement("li");
  line.id = `found-${place}`;
  line.dataset.href = unit.page;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  const code = Object.assign(document.createElement("span"), { className: "code", textContent: unit.code });
  line.append(`${unit.name} `, code);
  return line;
}

function close() {
  clearTimeout(finder.timer);
  finder.asked = "";
  finder.list.hidden = true;
  finder.list.replaceChildren();
  finder.input.setAttribute("aria-expanded", "false");
  choose(-1);
}

function choose(place) {
  const lines = [...finder.list.children];
  finder.chosen = lines.length ? ((place + 1 + lines.length + 1) % (lines.length + 1)) - 1 : -1; // -1 is the field itself
  lines.forEach((line, number) => line.setAttribute("aria-selected", String(number === finder.chosen)));
  const active = lines[finder.chosen];
  if (active) finder.input.setAttribute("aria-activedescendant", active.id);
  else finder.input.removeAttribute("aria-activedescendant");
  active?.scrollIntoView({ block: "nearest" });
}

function go(line) {
  if (line) location.assign(line.dataset.href);
}

function onKey(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  const isOpen = !finder.list.hidden;
  if (event.key === "ArrowDown" && !isOpen) propose();
  else if (event.key === "ArrowDown" && isOpen) choose(finder.chosen + 1);
  else if (event.key === "ArrowUp" && isOpen) choose(finder.chosen - 1);
  else if (event.key === "Enter" && finder.chosen >= 0) go(finder.list.children[finder.chosen]);
  else if (event.key === "Escape" && (isOpen || finder.input.value)) isOpen ? close() : (finder.input.value = "");
  else return;
  event.preventDefault();
}

// „/“ leads to the search, unless somebody is typing, a dialog is open, or the person has switched the key off.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !finder.form?.dataset.key) return;
  if (event.target.closest("input, select, textarea, [contenteditable]") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  finder.input.focus();
  finder.input.select();
});
