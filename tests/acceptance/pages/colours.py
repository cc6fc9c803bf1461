"""Whether texts can be read on what lies behind them: axe judges each combination of colours once, wherever it is.

A combination passes on every page or on none, so of hundreds of texts few are looked at; all pages together have some
two hundred. One that fails is told of wherever it is. One that axe cannot judge (a single character, something behind
another) is tried again elsewhere before it is left alone.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from playwright.async_api import Page

COLOURS = ["color-contrast", "link-in-text-block"]
"""What another colour scheme can change."""
ENOUGH = 4
"""So often a look is tried, on up to three texts each time."""
Judged = Counter[str]
"""How often a look was tried; ``ENOUGH`` where it passed."""
JUDGE = """async ([known, options]) => {
  const judged = new Set(known), grounds = new Map();
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
    const off = node.closest(":disabled, [aria-disabled=true]") ? "off" : "";
    return [color, fill, fontSize, fontWeight, textShadow, small, off, around(node), ground(node)].join(" ");
  };
  const isThere = (node) => {
    const {right, bottom, width} = node.getBoundingClientRect();
    return width > 1 && right > 0 && bottom > 0 && node.checkVisibility();
  };
  const looks = new Map(), few = new Map();
  for (const node of document.body.querySelectorAll("*:not(option, script)")) {
    if (!said(node) && !node.matches("input:not([type=hidden]), select, textarea") || !isThere(node)) continue;
    const kind = look(node);
    looks.set(node, kind);
    if (!judged.has(kind)) few.set(kind, [...few.get(kind) ?? [], node].slice(0, 3));
  }
  if (!few.size) return [[], [], []];
  const results = ["violations", "passes"];
  const include = [...few.values()].flat();
  const found = await axe.run({include}, {...options, elementRef: true, resultTypes: results});
  const failed = new Set(found.violations.flatMap(({nodes}) => nodes.map(({element}) => looks.get(element))));
  return [
    found.violations.flatMap(({id, nodes}) => nodes.map(({html, element}) =>
      `${id}: ${html.slice(0, 120)} (${looks.get(element)})`)),
    found.passes.filter(({id}) => id === "color-contrast")
      .flatMap(({nodes}) => nodes.map(({element}) => looks.get(element))).filter((kind) => kind && !failed.has(kind)),
    [...few.keys()].filter((kind) => !failed.has(kind)),
  ];
}"""
"""Of every look three texts, because one may be disabled, or lie under something."""


async def colours(page: Page, judged: Judged, options: dict[str, Any]) -> list[str]:
    """What cannot be read on the page as it is now, but for what was ``judged``, which grows."""
    known = [look for look, tries in judged.items() if tries >= ENOUGH]
    broken, passed, tried = await page.evaluate(JUDGE, [known, {**options, "runOnly": COLOURS}])
    judged.update(tried)
    judged.update(dict.fromkeys(passed, ENOUGH))
    return list(broken)
