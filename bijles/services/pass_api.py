"""A municipality's list of passes from its own computer, page by page."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import requests
from django.conf import settings

from bijles.core import enrolment_lists
from bijles.core.enrolment_lists import COLUMNS, PLACE
from bijles.core.errors import SourceFails
from bijles.models import PassScheme
from bijles.services.enrolling import Fetched

TIMEOUT_S: Final = (5, 30)
MOST_PAGES: Final = 2_000


@dataclass(frozen=True, slots=True)
class PassApi:
    """GETs `address`, and `address?after=NEXT` while a page names a next one, with a bearer token.

    A page is `{"passes": [{"pass_hmac", "birth_date_hmac", "valid_until", "children"}], "next": "" or where to go on}`; the
    values are those of a row of the CSV, and a pass may have its "pc4" too. A row is refused by its place in the whole list, from 1
    on. report: hears after each page how many passes were read. seconds: how long all pages together may take.
    """

    address: str
    token: str = field(repr=False)
    report: Callable[[int], None] | None = None
    seconds: float | None = None

    def fetch(self) -> Fetched:
        """Read every page. Raises ListRefused, or SourceFails: away, refused, shape, long, slow."""
        cells = list(self._rows())
        rows = enrolment_lists.rows(list(enumerate(cells, start=1)), heading=(*COLUMNS, PLACE))
        return Fetched(rows, hashlib.sha256(json.dumps(cells).encode()).hexdigest())

    def _rows(self) -> Iterator[list[str]]:
        after, read, began = "", 0, time.monotonic()
        for _page in range(MOST_PAGES):
            if self.seconds is not None and time.monotonic() - began > self.seconds:
                raise SourceFails("slow")
            page = self._page(after)
            try:
                for one in page["passes"]:
                    yield [*(str(one[column]) for column in COLUMNS), str(one.get(PLACE) or "")]
                read += len(page["passes"])
                after = page.get("next") or ""
            except (KeyError, TypeError, AttributeError):
                raise SourceFails("shape") from None
            if self.report is not None:
                self.report(read)
            if not after:
                return
        raise SourceFails("long")

    def _page(self, after: str) -> Any:
        try:
            response = requests.get(
                self.address,
                params={"after": after} if after else {},
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=TIMEOUT_S,
                allow_redirects=False,
            )
        except requests.RequestException:
            raise SourceFails("away") from None
        if response.status_code >= 500:
            raise SourceFails("away")
        if response.status_code != 200:
            raise SourceFails("refused")
        try:
            return response.json()
        except ValueError:
            raise SourceFails("shape") from None


def of(
    scheme: PassScheme, *, report: Callable[[int], None] | None = None, seconds: float | None = None
) -> PassApi | None:
    """Give the computer that lists a scheme's passes, or None when its municipality sends files."""
    address, token = settings.PASS_APIS.get(scheme.slug), settings.PASS_API_TOKENS.get(scheme.slug, "")
    return PassApi(address, token, report, seconds) if address else None
