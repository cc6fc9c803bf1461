"""Whether texts can be read on what lies behind them: axe judges each combination of colours once, wherever it is.

A combination passes on every page or on none, so of hundreds of texts few are looked at; all pages together have some
dozens. One that axe could not judge here (something lies over it) is tried again on the next page.
"""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

COLOURS = ["color-contrast", "link-in-text-block"]
"""What another colour scheme can change."""
JUDGE = """async ([judged, options]) => {
  const grounds = new Map();
  const ground = (node) => {
    if (!node) return "";
    if (!grounds.has(node)) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(node);
      const own = [backgroundColor, backgroundImage, opacity].join(" ");
      grounds.set(node, (own === "rgba(0, 0, 0, 0) none 1" ? "" : `on ${own} `) + ground(node.parentElement));
    }
    return grounds.get(node);
  };
  const said = (node) => [...node.childNodes].map((each) => each.nodeType === 3 ? each.data.trim() : "").join("");
  const around = (node) => node.localName === "a" && said(node.parentElement)
    ? `in ${getComputedStyle(node.parentElement).color} ${getComputedStyle(node).textDecorationLine}` : "";
  const look = (node) => {
    const {color, fill, fontSize, fontWeight, textShadow} = getComputedStyle(node);
    const small = said(node).length === 1 ? "one character" : "";
    return [color, fill, fontSize, fontWeight, textShadow, small, around(node), ground(node)].join(" ");
  };
  const looks = new Map(), few = new Map();
  for (const node of document.body.querySelectorAll("*:not(option, script)")) {
    if (!said(node) && !node.matches("input:not([type=hidden]), select, textarea") || !node.checkVisibility()) continue;
    const kind = look(node);
    looks.set(node, kind);
    if (!judged.includes(kind)) few.set(kind, [...few.get(kind) ?? [], node].slice(0, 3));
  }
  if (!few.size) return [[], []];
  const results = ["violations", "passes", "incomplete"];
  const include = [...few.values()].flat();
  const found = await axe.run({include}, {...options, elementRef: true, resultTypes: results});
  const kinds = (rules) => rules.filter(({id}) => id === "color-contrast")
    .flatMap(({nodes}) => nodes.map(({element}) => looks.get(element)));
  return [
    found.violations.flatMap(({id, nodes}) => nodes.map(({html, element}) =>
      `${id}: ${html.slice(0, 120)} (${looks.get(element)})`)),
    [...new Set(kinds(found.passes))].filter(Boolean),
  ];
}"""
"""Of every look three texts, because one may be disabled, or lie under something."""


async def colours(page: Page, judged: set[str], options: dict[str, Any]) -> list[str]:
    """What cannot be read on the page as it is now, but for what was ``judged``, which grows."""
    broken, now = await page.evaluate(JUDGE, [sorted(judged), {**options, "runOnly": COLOURS}])
    judged |= set(now)
    return list(broken)
