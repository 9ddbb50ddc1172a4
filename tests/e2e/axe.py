"""axe: what a machine can say about accessibility."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Give a line for every element on the page with which axe finds fault; empty when all is well."""
    page.evaluate(AXE_SCRIPT)  # through the debugger: the page's own policy stays in force
    # Without `preload` axe copies no style sheets into the page: our policy would rightly stop that.
    result = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], preload: false})", TAGS
    )
    return [
        f"{fault['id']}: {fault['help']} at {' '.join(map(str, node['target']))} ({page.url})"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]
