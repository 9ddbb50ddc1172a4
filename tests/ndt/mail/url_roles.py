"""Who may open the pages of mail: whoever holds the link."""

from __future__ import annotations

from tests.house.roles import NOT_FOUND, Row, World, everyone


def broken_link(_world: World) -> dict[str, object]:
    return {"token": "niet-van-ons"}


URLS = {"mail:unsubscribe": Row(get=everyone(NOT_FOUND), post=everyone(NOT_FOUND), kwargs=broken_link)}
