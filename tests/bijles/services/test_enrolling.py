"""Where a list of passes comes from: a file or a municipality's computer. Every source keeps one contract."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command

from bijles.core.enrolment_lists import COLUMNS, PLACE
from bijles.core.errors import ListRefused, SourceFails
from bijles.models import EnrolledPass, EnrolmentList
from bijles.services import enrolling, pass_api
from tests.bijles import factories
from tests.bijles.factories import NOON, row

pytestmark = pytest.mark.django_db
SECOND = "6064366012345679"
Rows = list[str]


class Computer:
    """A municipality's computer with one row a page. It answers who knows its token."""

    def __init__(self) -> None:
        self.rows: Rows = []
        self.answer: tuple[int, bytes] | None = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = outer.say(self.path, self.headers["Authorization"])
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/passen"

    def say(self, path: str, token: str | None) -> tuple[int, bytes]:
        if self.answer:
            return self.answer
        if token != "Bearer geheim":
            return 401, b""
        place = int(path.partition("after=")[2] or 0)
        one = [dict(zip((*COLUMNS, PLACE), text.split(","), strict=False)) for text in self.rows[place : place + 1]]
        following = str(place + 1) if place + 1 < len(self.rows) else ""
        return 200, json.dumps({"passes": one, "next": following}).encode()


@pytest.fixture
def computer() -> Iterator[Computer]:
    made = Computer()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture(params=["file", "computer"])
def source(request: pytest.FixtureRequest, computer: Computer) -> Callable[..., enrolling.EnrolmentSource]:
    """Make a source of rows, of either kind."""

    def make(*rows: str) -> enrolling.EnrolmentSource:
        if request.param == "file":
            return enrolling.CsvFile("\n".join([",".join(COLUMNS), *rows]).encode())
        computer.rows = list(rows)
        return pass_api.PassApi(computer.address, "geheim")

    return make


def take(source: enrolling.EnrolmentSource) -> EnrolmentList:
    return enrolling.take(scheme=factories.scheme(), source=source, by=None, now=NOON)


def test_every_source_gives_the_same_passes(source):
    taken = take(source(row(), row(SECOND, children="2015-03")))

    assert taken.passes == EnrolledPass.objects.count() == 2
    assert EnrolledPass.objects.get(birth_months=["2015-03"]).children == 1
    assert len(taken.sha256) == 64


def test_every_source_is_taken_whole_or_not_at_all(source):
    with pytest.raises(ListRefused) as refused:
        take(source(row(), row(SECOND, until="31-07-2027")))

    fault = refused.value.faults[0]
    assert (fault.column, fault.code) == ("valid_until", "date")
    assert not EnrolledPass.objects.exists()


def test_every_source_refuses_an_empty_list(source):
    with pytest.raises(ListRefused) as refused:
        take(source())

    assert refused.value.faults[0].code == "empty-list"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((503, b""), "away"),
        ((403, b""), "refused"),
        ((302, b""), "refused"),
        ((200, b"<html>"), "shape"),
        ((200, b"[]"), "shape"),
        ((200, b'{"passes": [{"pass_hmac": "1"}]}'), "shape"),
        ((200, b'{"passes": [], "next": "0"}'), "long"),
    ],
)
def test_a_computer_that_gives_no_list_changes_nothing(computer, monkeypatch, answer, why):
    monkeypatch.setattr(pass_api, "MOST_PAGES", 3)
    computer.answer = answer

    with pytest.raises(SourceFails) as failed:
        take(pass_api.PassApi(computer.address, "geheim"))

    assert failed.value.why == why
    assert not EnrolmentList.objects.exists()


def test_a_computer_may_name_neighbourhoods(computer):
    computer.rows = [f"{row()},1012", row(SECOND)]

    take(pass_api.PassApi(computer.address, "geheim"))
    assert list(EnrolledPass.objects.order_by("pk").values_list("pc4", flat=True)) == ["1012", ""]

    computer.rows = [f"{row()},Dam"]
    with pytest.raises(ListRefused) as refused:
        take(pass_api.PassApi(computer.address, "geheim"))
    assert (refused.value.faults[0].column, refused.value.faults[0].code) == ("pc4", "pc4")


def test_a_computer_that_takes_longer_than_it_may_changes_nothing(computer):
    computer.rows = [row(), row(SECOND)]

    with pytest.raises(SourceFails, match="slow"):
        take(pass_api.PassApi(computer.address, "geheim", seconds=-1))
    assert not EnrolmentList.objects.exists()


def test_a_computer_that_is_away_is_said_to_be_away():
    with pytest.raises(SourceFails) as failed:
        take(pass_api.PassApi("http://127.0.0.1:9/", "geheim"))

    assert failed.value.why == "away"


def test_the_command_fetches_the_list_where_there_is_a_computer(computer, settings, capsys):
    settings.PASS_APIS, settings.PASS_API_TOKENS = {"stadspas": computer.address}, {"stadspas": "geheim"}
    factories.scheme()
    computer.rows = [row()]

    call_command("import_passes", "stadspas")

    assert "passes taken: 1" in capsys.readouterr().out
    settings.PASS_API_TOKENS = {}
    with pytest.raises(CommandError, match="laat ons niet toe"):
        call_command("import_passes", "stadspas")
    settings.PASS_APIS = {}
    with pytest.raises(CommandError, match="PASS_APIS"):
        call_command("import_passes", "stadspas")
    assert "geheim" not in repr(pass_api.PassApi(computer.address, "geheim"))
