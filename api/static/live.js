// Everything works without this file. While a page is looked at, it hears which offices, waves and reports have changed,
// fetches itself again and takes over what differs: focus, scrolling, open details, dialogs and whatever is being typed stay.
"use strict";

const live = { after: "", codes: new Set(), other: false, source: null, timer: 0, fetchedAt: 0 };
const PAUSE = 3000; // Between two fetches of one page; a wave can change hundreds of offices within seconds.
const ONE_OFFICE = /^\/units\/([^/]+)/;
const ONE_REPORT = /^\/reports\/([^/]+)-[^/-]+(\/|$)/;
const ONE_WAVE = /^\/waves\/(w-[^/]+)(\/courses\/[^/]+)?$/;

function listen() {
  if (live.source || document.visibilityState !== "visible") return;
  live.source = new EventSource("/api/events" + (live.after ? `?after=${live.after}` : ""));
  live.source.addEventListener("hello", (event) => (live.after ||= event.lastEventId));
  live.source.addEventListener("units", (event) => {
    live.after = event.lastEventId;
    hear(JSON.parse(event.data).units);
  });
  live.source.addEventListener("waves", (event) => {
    live.after = event.lastEventId;
    hearWaves(JSON.parse(event.data).waves);
  });
  live.source.addEventListener("reports", (event) => {
    live.after = event.lastEventId;
    hearReports(JSON.parse(event.data).reports);
  });
}

function rest() {
  live.source?.close();
  live.source = null;
}

function hear(codes) {
  if (location.pathname.startsWith("/reports")) return; // figures there are frozen
  const own = ONE_OFFICE.exec(location.pathname);
  const ours = own ? codes.filter((code) => code === decodeURIComponent(own[1])) : codes;
  for (const code of ours) live.codes.add(code);
  if (ours.length) soon();
}

function hearWaves(ids) {
  const own = ONE_WAVE.exec(location.pathname);
  if (location.pathname !== "/waves" && !(own && ids.includes(own[1]))) return;
  live.other = true;
  soon();
}

// The national report shows where its regions stand: every report of a period concerns the others.
function hearReports(ids) {
  const own = ONE_REPORT.exec(location.pathname);
  if (location.pathname !== "/reports" && !(own && ids.some((id) => id.startsWith(`${own[1]}-`)))) return;
  live.other = true;
  soon();
}

function soon() {
  if (live.timer) return;
  const soonest = live.fetchedAt + PAUSE - Date.now();
  live.timer = setTimeout(refresh, Math.max(soonest, 200 + Math.random() * 600)); // not all windows at once
}

async function refresh() {
  const codes = [...live.codes];
  live.codes.clear();
  live.other = false;
  live.fetchedAt = Date.now();
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Live": "1" } });
    if (answer.ok && !answer.redirected) take(new DOMParser().parseFromString(await answer.text(), "text/html"), codes);
  } catch {
    // The connection is gone; the stream comes back with it and says what was missed.
  } finally {
    live.timer = 0;
    if (live.codes.size || live.other) soon();
  }
}

function take(page, codes) {
  if (page.documentElement.lang !== document.documentElement.lang) return turn(); // chosen in another window
  const [held, top] = anchor();
  const focused = document.activeElement;
  const parts = ["main", "header nav"].map((part) => [document.querySelector(part), page.querySelector(part)]);
  const changed = parts.map(([old, fresh]) => Boolean(old && fresh) && morph(old, fresh))[0];
  if (focused && !focused.isConnected) find(focused)?.focus({ preventScroll: true });
  if (held?.isConnected) scrollBy({ top: held.getBoundingClientRect().top - top, behavior: "instant" });
  if (changed) say(codes);
}

// Into the other language as a whole, unless that would take away what somebody is typing.
function turn() {
  if (![...document.forms].some((form) => [...form.elements].some(isTyped))) location.reload();
}

// What stays where it is on the screen: what has the focus, else what is under the upper edge.
function anchor() {
  const active = document.activeElement;
  const box = active?.closest("main") && active.id !== "content" ? active.getBoundingClientRect() : null;
  const held = box && box.top >= 0 && box.top < innerHeight ? active : document.elementFromPoint(innerWidth / 2, 60);
  return [held, held?.getBoundingClientRect().top ?? 0];
}

// The element that took the place of one that is gone.
function find(gone) {
  const name = gone.id ? `#${CSS.escape(gone.id)}` : gone.getAttribute("href") && `a[href="${CSS.escape(gone.getAttribute("href"))}"]`;
  return (name && document.querySelector(`main ${name}`)) || document.getElementById("content");
}

function say(codes) {
  const said = document.getElementById("said");
  const names = codes.map((code) => document.querySelector(`main a[href="/units/${CSS.escape(code)}"]`)?.textContent.trim());
  const known = [...new Set(names.filter(Boolean))];
  const own = ONE_OFFICE.test(location.pathname) ? document.querySelector("main h1")?.firstChild?.textContent.trim() : "";
  const what = own || (known.length && known.length <= 3 ? known.join(", ") : "");
  const line = said.querySelector(".live") ?? said.appendChild(document.createElement("p"));
  line.className = "live";
  line.textContent = what ? said.dataset.unit.replace("{what}", what) : said.dataset.page;
}

// --- taking over what differs ---------------------------------------------------------------------------------

// Forms that send something are never touched, nor those in which somebody is.
function isKept(node) {
  if (node.id === "said" || node.matches("form[method=post]")) return true;
  if (!node.matches("form")) return false;
  return node.contains(document.activeElement) || [...node.elements].some(isTyped);
}

function isTyped(field) {
  return field.value !== field.defaultValue && field.type !== "hidden" && "defaultValue" in field;
}

function keyOf(node) {
  if (node.id) return `#${node.id}`;
  if (node.nodeName === "LI" || node.nodeName === "TR") return node.querySelector("a[href]")?.getAttribute("href") ?? "";
  return node.getAttribute("href") ?? "";
}

function isSame(one, other) {
  if (one.nodeType !== other.nodeType || one.nodeName !== other.nodeName) return false;
  return one.nodeType !== Node.ELEMENT_NODE || keyOf(one) === keyOf(other);
}

// Makes `old` what `fresh` is; answers whether anything that can be read has changed.
function morph(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    const differs = old.data !== fresh.data;
    if (differs) old.data = fresh.data;
    return differs && (old.data.trim() !== "" || fresh.data.trim() !== "");
  }
  if (isKept(old) || old.isEqualNode(fresh)) return false;
  const changed = morphAttributes(old, fresh);
  return morphChildren(old, fresh) || changed;
}

function morphAttributes(old, fresh) {
  let changed = false;
  for (const { name, value } of fresh.attributes) {
    if (name === "open" || old.getAttribute(name) === value) continue;
    old.setAttribute(name, value);
    changed = true;
  }
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  return changed;
}

function morphChildren(old, fresh) {
  let changed = false;
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    let found = at;
    while (found && !isSame(found, wanted)) found = wanted.nodeType === Node.ELEMENT_NODE ? found.nextSibling : null;
    if (!found) {
      old.insertBefore(document.importNode(wanted, true), at);
      changed ||= wanted.textContent.trim() !== "";
      continue;
    }
    while (at !== found) {
      const gone = at;
      at = at.nextSibling;
      changed ||= gone.textContent.trim() !== "";
      gone.remove();
    }
    at = found.nextSibling;
    changed = morph(found, wanted) || changed;
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    changed ||= gone.textContent.trim() !== "";
    gone.remove();
  }
  return changed;
}

document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? listen() : rest()));
addEventListener("pagehide", rest);
addEventListener("pageshow", listen);
