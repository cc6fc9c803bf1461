// Everything works without this file. It opens deeds in a dialog, sends a form once, and repeats what happened aloud.
"use strict";

const focusable = "input:not([type=hidden]), select, textarea, button";

async function openDeed(link) {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const deed = page.getElementById("deed");
  if (!answer.ok || !deed) {
    location.assign(link.href);
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "deed-title");
  dialog.append(document.adoptNode(deed));
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  dialog.querySelector(focusable)?.focus();
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a[data-dialog], dialog a[data-close]");
  if (!link) return;
  event.preventDefault();
  if (link.dataset.close !== undefined) link.closest("dialog").close();
  else openDeed(link).catch(() => location.assign(link.href));
});

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  }
});

// A status that is there from the start is not read out; the same words put in again are.
const status = document.querySelector("[role=status]");
if (status) setTimeout(() => status.replaceChildren(...status.childNodes), 400);
