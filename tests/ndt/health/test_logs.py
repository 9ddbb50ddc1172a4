"""Real processes write JSON lines, and none of them holds a person or a key."""

from __future__ import annotations

import contextlib
import http.client
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request

import pytest
from django.db import connection

from ndt.demo.processes import answers, free_port
from ndt.health.logs import JsonFormatter, PrivateHandler, describe
from ndt.health.processes import COMMANDS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("logs")]
TOKEN = "Zk3_x9QpLr-72hVtY0aBcD"
SECRETS = ("amina", "jansen", TOKEN.lower(), "sleutel", "geheim-koekje", "203.0.113.77", "0612345678", "482913")


def environment(port):
    parameters = connection.get_connection_params()
    password = f":{parameters['password']}" if parameters.get("password") else ""
    database = f"{parameters['user']}{password}@{parameters['host']}:{parameters['port']}/{parameters['dbname']}"
    return os.environ | {
        "DATABASE_URL": f"postgresql://{database}",
        "GRANIAN_HOST": "127.0.0.1",
        "GRANIAN_PORT": str(port),
        "GRANIAN_WORKERS": "1",
        "TRUSTED_PROXIES": "1",
        "PYTHONUNBUFFERED": "1",
    }


@contextlib.contextmanager
def running(command, log, port):
    """Run a command until the block ends; give the process."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], env=environment(port), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(60)


def until(condition):
    """Wait, for as long as a busy machine may need."""
    for _attempt in range(900):
        if condition():
            break
        time.sleep(0.1)


@contextlib.contextmanager
def web(log):
    """Run the web server with the house's own command on the stage; give its port."""
    port = free_port()
    command = [part.replace("ndt.wsgi:application", "tests.ndt.health.stage:application") for part in COMMANDS["web"]]
    with running(command, log, port) as process:
        until(lambda: answers(port))
        yield port, process


@pytest.fixture(scope="module")
def shared(django_db_setup, tmp_path_factory):
    """Run one web server for the tests that leave it running."""
    log = tmp_path_factory.mktemp("web") / "web.log"
    with web(log) as (port, _process):
        yield port, log


@pytest.fixture
def server(shared):
    """Give the port of the web server, and what it wrote since this test began."""
    port, log = shared
    begun = log.stat().st_size
    return port, lambda: log.read_bytes()[begun:].decode()


def visit(port, path, method="GET", headers=None, body=None):
    visitor = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    visitor.request(method, path, body=body, headers={"Host": "localhost"} | (headers or {}))
    answer = visitor.getresponse()
    answer.read()
    return answer


def lines(text):
    """Read a log. Celery's own 'worker: Warm shutdown' is the one line that goes past every logger."""
    return [json.loads(line) for line in text.splitlines() if line.strip() and not line.startswith("worker: ")]


def test_no_request_leaves_a_person_or_a_key_in_the_log(server):
    port, written = server
    personal = {
        "Cookie": "sessionid=geheim-koekje",
        "Authorization": "Bearer sleutel",
        "X-Forwarded-For": "203.0.113.77",
        "Referer": f"https://localhost/fine/{TOKEN}/",
        "X-Request-ID": "given-by-the-proxy",
    }
    query = "?naam=Amina%20Jansen&email=amina@voorbeeld.example&tel=0612345678&code=482913"
    visits = [
        ("GET", f"/fine/{TOKEN}/{query}", 200),
        ("GET", f"/crash/{TOKEN}/{query}", 500),
        ("GET", f"/twice/{TOKEN}/", 500),
        ("GET", f"/suspicious/{TOKEN}/", 400),
        ("GET", f"/nowhere/{TOKEN}/{query}", 404),
        ("GET", f"/fine/{TOKEN}", 301),
        ("POST", f"/fine/{TOKEN}/", 403),
        ("GET", "/nowhere/amina@voorbeeld.example/", 404),
    ]

    statuses = [visit(port, path, method, personal, body="email=amina").status for method, path, _status in visits]
    bad_host = visit(port, f"/fine/{TOKEN}/", headers={"Host": "amina.voorbeeld.example"}).status
    until(lambda: written().count('"event": "request"') > len(visits))

    text = written().lower()
    assert statuses == [status for _method, _path, status in visits]
    assert bad_host == 400
    assert [secret for secret in SECRETS if secret in text] == []
    requests = [line for line in lines(written()) if line["event"] == "request"]
    assert len(requests) == len(visits) + 1
    assert requests[0]["route"] == "fine/<str:token>/"
    assert requests[0]["url_name"] == "fine"
    assert requests[0]["ms"] > 0
    assert {line["request_id"] for line in requests} >= {"given-by-the-proxy"}


def test_a_crash_tells_where_and_what_but_not_about_whom(server):
    port, written = server

    visit(port, f"/crash/{TOKEN}/?naam=Amina&email=amina@voorbeeld.example")
    until(lambda: "django.request" in written())

    crash = next(line for line in lines(written()) if line["logger"] == "django.request")
    assert crash["exception"]["kind"] == "ValueError"
    assert crash["exception"]["cause"]["kind"] == "KeyError"
    assert "words" not in crash["exception"]
    assert any("stage_urls.py" in frame and frame.endswith(" crash") for frame in crash["exception"]["frames"])


def test_a_request_that_runs_is_answered_before_the_server_stops(tmp_path):
    log = tmp_path / "web.log"
    answers_given = []

    with web(log) as (port, process):
        visitor = threading.Thread(target=lambda: answers_given.append(visit(port, "/slow/").status))
        visitor.start()
        until(lambda: "the slow page begins" in log.read_text())
        process.send_signal(signal.SIGTERM)
        visitor.join()
        process.wait(60)

    assert answers_given == [200]


def test_the_server_answers_health_and_gives_each_request_a_number(server):
    port, _written = server
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez") as alive:
        first = alive.headers["X-Request-ID"]
    odd = visit(port, "/livez", headers={"X-Request-ID": "x y <script>"}).headers["X-Request-ID"]

    assert len(first) == 32
    assert len(odd) == 32
    assert first != odd


def test_a_task_that_fails_leaves_no_person_in_the_log(tmp_path):
    from tests.ndt.health.stage import fail

    log = tmp_path / "worker.log"
    command = [part.replace("--app=ndt", "--app=tests.ndt.health.stage:celery") for part in COMMANDS["worker"]]

    with running([*command, "--pool=solo"], log, 0):
        fail.delay("Amina Jansen", "amina@voorbeeld.example")
        until(lambda: "task_failed" in log.read_text())

    text = log.read_text()
    assert "task_failed" in text
    assert "ValueError" in text
    assert [secret for secret in SECRETS if secret in text.lower()] == []
    assert lines(text)


def line(message, *arguments, name="ndt.test", **facts):
    """Give what one log call writes."""
    record = logging.LogRecord(name, logging.WARNING, "file.py", 1, message, arguments, facts.pop("exc_info", None))
    vars(record).update(facts)
    return json.loads(JsonFormatter().format(record))


def test_of_an_exception_in_a_message_only_its_kind_is_written():
    assert (
        line("cannot reach %s: %s", "the broker", ValueError("Amina"))["event"] == "cannot reach the broker: ValueError"
    )
    assert line("100 % sure")["event"] == "100 % sure"


def test_only_known_facts_are_written():
    written = line("letter_bounced", job=7, request="<WSGIRequest: GET '/amina'>", naam="Amina")

    assert written["job"] == 7
    assert "Amina" not in str(written)
    assert "amina" not in str(written)


def test_a_record_that_cannot_be_written_is_named_and_not_printed(capsys):
    handler = PrivateHandler(open(os.devnull, "w"))  # noqa: SIM115, PTH123 -- closed by the test's end
    handler.setFormatter(JsonFormatter())

    handler.handle(logging.LogRecord("ndt.test", logging.WARNING, "file.py", 1, "%s and %s", ("Amina",), None))

    told = capsys.readouterr().err
    assert "log_failed" in told
    assert "Amina" not in told


def test_words_of_an_exception_are_kept_where_they_never_quote_people():
    try:
        raise ConnectionRefusedError("to 127.0.0.1 for amina@voorbeeld.example")
    except ConnectionRefusedError as problem:
        described = describe(problem)

    assert described["words"] == "to 127.0.0.1 for […]"
