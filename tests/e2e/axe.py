"""axe: what a machine can say about accessibility."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.sizes import FULL

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# `make test` takes two looks that differ in both width and scheme, `make proof` all four.
every_look = pytest.mark.parametrize(
    ("width", "scheme"), [(320, "dark"), (1280, "light"), *([(320, "light"), (1280, "dark")] if FULL else [])], ids=str
)
# What changes with the width of the window or the scheme of colours; the rest is the same on every look.
LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]

# Another scheme fades in; on a busy machine axe would judge colours that are halfway.
AT_REST = "document.getAnimations().forEach(one => { try { one.finish() } catch { /* it has no end */ } })"


def violations(page: Page) -> list[str]:
    """Give a line for every element on the page with which axe finds fault; empty when all is well."""
    return _run(page, {"type": "tag", "values": TAGS})


def violations_of_looks(page: Page) -> list[str]:
    """Look again at a page that `violations` has seen, in another width or scheme; five times as fast."""
    return _run(page, {"type": "rule", "values": LOOKS})


def _run(page: Page, only: dict[str, object]) -> list[str]:
    page.wait_for_load_state("load")
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)  # through the debugger: the page's own policy stays in force
    page.evaluate(AT_REST)
    # Without `preload` axe copies no style sheets into the page: our policy would rightly stop that.
    result = page.evaluate("only => axe.run({runOnly: only, resultTypes: ['violations'], preload: false})", only)
    return [
        f"{fault['id']}: {fault['help']} at {' '.join(map(str, node['target']))} ({page.url})"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """Give what makes the page scroll sideways."""
    return page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        return [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > width + 1)
            .map((one) => `${one.tagName}#${one.id}.${one.className}`).slice(-3);
    }""")
