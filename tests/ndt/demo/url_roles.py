"""Who may open the pages of the demo: everybody, where the demo runs at all."""

from typing import Any

from tests.house.roles import NOT_FOUND, Row, World, everyone
from tests.ndt.demo.factories import received


def _mail(_world: World) -> dict[str, Any]:
    return {"pk": received(html="<p>Dag</p>").pk}


def _attached(_world: World) -> dict[str, Any]:
    return {"pk": received(attachment=b"%PDF").pk, "number": 0}


def _nobody(_world: World) -> dict[str, Any]:
    return {"account": "eva@elders.example"}


URLS = {
    "demo:index": Row(get=everyone(200)),
    "demo:log_in": Row(post=everyone(NOT_FOUND), data=_nobody),
    "demo:mailbox": Row(get=everyone(200)),
    "demo:mail": Row(get=everyone(200), kwargs=_mail),
    "demo:mail_body": Row(get=everyone(200), kwargs=_mail),
    "demo:attachment": Row(get=everyone(200), kwargs=_attached),
    "demo:parts": Row(get=everyone(200)),
    "demo:phone": Row(get=everyone(200)),
}
