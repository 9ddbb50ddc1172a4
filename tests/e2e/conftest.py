"""The stage for tests in a browser.

`site`      the whole platform as real processes, on this test's database (`site.url`, `site.kill("worker")`)
`mailbox`   what it mailed (`mailbox.wait_for("amina@example.org").links`)
`page`      a page in Chromium; `page_without_js` the same without JavaScript
`open_page` makes more of them: `open_page(width=320, scheme="dark", js=False)`
`axe`       `assert axe(page) == []`

A page fails its test when the page breaks its own security policy, throws a script error, or asks
anything of another host. A failing test leaves a picture in var/e2e/.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from ndt.demo.stack import ROOT
from tests.e2e import axe as axe_rules
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/opt/google/chrome/chrome",
          "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")  # fmt: skip
NO_BROWSER = "geen Chromium op deze machine (apt-get install chromium)"
# Nothing is slower for it: only a fault waits so long.
PATIENCE_MS = 45_000
PICTURES = ROOT / "var" / "e2e"

# The files whose tests take longest; the others follow in any order.
LONGEST = (
    "test_supervisor", "test_migrations", "test_live", "test_restore", "test_real_files",
    "test_admin", "test_house_axe", "test_enumeration", "test_account", "test_signing", "test_chaos", "test_count",
    "test_stage", "test_letters", "test_demo",
)  # fmt: skip


class OpenPage(Protocol):
    """How `open_page` is called."""

    def __call__(self, *, js: bool = True, width: int = 1280, height: int = 900, scheme: str = "light",
                 **options: Any) -> Page: ...  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one file on one worker, mark those that need a browser, and put them all at the end.

    From the first of them on a real worker sweeps this database: no other test may follow. On each side
    the longest begin first, so that no worker is left with one when the others have nothing to do.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
            if "browser" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: (here in item.path.parents, _turn(item.path.stem)))


def _turn(file: str) -> int:
    return LONGEST.index(file) if file in LONGEST else len(LONGEST)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Leave the outcome on the test, for the picture of a failure."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


def chromium() -> str | None:
    """Give the path of a Chromium, None without."""
    for place in (os.environ.get("CHROMIUM", ""), *PLACES):
        if place and Path(place).exists():
            return place
    return None


@pytest.fixture(scope="session")
def stack(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run the platform for as long as this worker has tests for it."""
    with django_db_blocker.unblock():
        site = Site(tmp_path_factory.mktemp("site"))
        try:
            site.start()
            yield site
        finally:
            site.stop()


@pytest.fixture
def site(stack: Site, transactional_db: None) -> Site:
    """Give the running platform with every process up and an empty database below it."""
    list(stack.stack.restart_crashed())
    for child in stack.stack.children.values():
        child.wait_until_ready()
    return stack


@pytest.fixture
def mailbox(site: Site) -> Mailbox:
    return Mailbox()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run Chromium; skip where there is none, fail where the run requires one."""
    place = chromium()
    if place is None:
        assert not os.environ.get("REQUIRE_BROWSER"), NO_BROWSER
        pytest.skip(NO_BROWSER)
    # Playwright runs a loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Open pages, each in a browser profile of its own; check at the end that they behaved."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(
        *, js: bool = True, width: int = 1280, height: int = 900, scheme: str = "light", **options: Any
    ) -> Page:
        context = browser.new_context(
            base_url=site.url, java_script_enabled=js, viewport={"width": width, "height": height},
            color_scheme=scheme, locale="nl-NL", timezone_id="Europe/Amsterdam", **options,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        _watch(context, site.url, faults)
        return context.new_page()

    yield open_page
    if request.node.stash.get(FAILED, False):
        _take_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def _watch(context: BrowserContext, url: str, faults: list[str]) -> None:
    own = (url, "data:", "blob:", "about:")
    context.on(
        "request",
        lambda asked: None if asked.url.startswith(own) else faults.append(f"asks another host: {asked.url}"),
    )
    context.on("weberror", lambda error: faults.append(f"script error: {error.error}"))
    context.on(
        "console",
        lambda line: faults.append(f"policy broken: {line.text}") if "Content Security Policy" in line.text else None,
    )


def _take_pictures(name: str, contexts: list[BrowserContext]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(page for context in contexts for page in context.pages):
        page.screenshot(path=PICTURES / f"{re.sub('[^a-z0-9_-]+', '-', name)}-{number}.png", full_page=True)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page with JavaScript, 1280 px wide, light."""
    return open_page()


@pytest.fixture
def page_without_js(open_page: OpenPage) -> Page:
    """A page where JavaScript is off."""
    return open_page(js=False)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Check a page for accessibility: `assert axe(page) == []`."""
    return axe_rules.violations
