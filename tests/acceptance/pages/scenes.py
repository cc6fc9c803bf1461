"""What people do on a page before it is looked at: a dialog opens, a form comes back with its errors.

The browser does not draw, so nothing is clicked where it is; the elements are told of a click.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

EMPTIED = """() => {
  const form = document.querySelector("main form[method=post]");
  for (const each of form.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")) {
    each.value = "";
  }
  for (const each of form.querySelectorAll("select, [type=radio], [type=checkbox]")) each.removeAttribute("name");
  form.noValidate = true;
  form.requestSubmit();
}"""
"""Nothing is answered, and no browser is in the way."""


async def _dialog(page: Page) -> None:
    await page.locator("main a[data-dialog]").first.dispatch_event("click")
    await expect(page.locator("dialog[open] form")).to_be_visible()


async def _errors(page: Page) -> None:
    await page.evaluate(EMPTIED)
    await expect(page.locator("main [aria-invalid=true], main [role=alert]").first).to_be_visible()


async def _help(page: Page) -> None:
    await page.locator("main button.help").first.dispatch_event("click")
    await expect(page.locator("[popover]:popover-open")).to_be_visible()


PLAYED: dict[str, Callable[[Page], Awaitable[None]]] = {"dialog": _dialog, "errors": _errors, "help": _help}
