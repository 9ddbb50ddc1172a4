"""The containers are hardened, pinned, and run the commands that the house runs everywhere."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bijles.core import statements
from bijles.forms import passes as lists
from ndt.health import keys, production
from ndt.health.processes import COMMANDS, SILENCE_S, WEB_THREADS

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
SCRIPTS = Path(sysconfig.get_path("scripts"))
VARIABLE = re.compile(r"\$\{(\w+)")


def lines_of(file: str) -> str:
    return (ROOT / file).read_text()


def names_of_settings() -> set[str]:
    return set(re.findall(r'\benv\.\w+\(\s*"([A-Z0-9_]+)"', lines_of("ndt/settings.py")))


@pytest.mark.parametrize(
    "command",
    [
        ["compose-lint", "check", "--quiet", "--fail-on", "low", "--no-env", "docker-compose.yml"],
        ["hadolint", "Dockerfile"],
    ],
    ids=["compose-lint", "hadolint"],
)
def test_the_linters_find_nothing(command):
    answer = subprocess.run([SCRIPTS / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("name", OURS)
def test_a_container_runs_the_command_of_the_house(name):
    assert tuple(SERVICES[name]["command"]) == COMMANDS[name]


def test_the_image_serves_by_itself_with_the_same_command():
    command = re.search(r"^CMD (\[.*\])$", lines_of("Dockerfile"), re.MULTILINE)

    assert tuple(yaml.safe_load(command[1])) == COMMANDS["web"]


def test_a_web_process_has_threads_to_spare_when_the_database_is_full():
    pool = settings.DATABASES["default"]["OPTIONS"]["pool"]

    assert pool["max_size"] + pool["max_waiting"] < WEB_THREADS


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_write_nowhere_and_has_no_rights(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert service["healthcheck"]
    assert "privileged" not in service
    assert "cap_add" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_of_others_is_pinned_by_its_digest(name):
    service = SERVICES[name]

    assert service.get("build") == "." or re.search(r":[\w.-]+@sha256:[0-9a-f]{64}$", service["image"])
    assert name in OURS or not service["user"].startswith("0")


def test_our_image_is_pinned_and_does_not_run_as_root():
    text = lines_of("Dockerfile")
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)

    assert re.fullmatch(r"python:[\w.-]+@sha256:[0-9a-f]{64}", bases[0])
    assert set(bases[1:]) == {"base"}
    assert "--require-hashes" in text
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)


def test_nothing_listens_to_the_outside_but_the_proxy_and_that_to_this_host():
    ports = {name: service["ports"] for name, service in SERVICES.items() if service.get("ports")}

    assert set(ports) == {"proxy"}
    assert all(port.startswith("${BIND:-127.0.0.1}:") for port in ports["proxy"])


def test_database_and_broker_cannot_reach_the_outside():
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("db", "valkey", "beat", "migrate"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_our_containers_know_no_other_variable_than_the_settings_read():
    known = names_of_settings() | {"GRANIAN_WORKERS"}

    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= known


def test_only_the_database_knows_the_password_of_its_superuser():
    knows = [name for name, service in SERVICES.items() if "DB_SUPERUSER_PASSWORD" in str(service)]

    assert knows == ["db"]


def test_every_answer_that_compose_asks_stands_in_the_example():
    text = lines_of("docker-compose.yml")
    required = set(re.findall(r"\$\{(\w+):\?", text))
    example = set(re.findall(r"^#? ?([A-Z_]+)=", lines_of("docker/env.example"), re.MULTILINE))

    assert required <= example
    assert example <= set(VARIABLE.findall(text))
    assert set(keys.SIZES) <= required


def test_the_keys_that_we_make_are_accepted_in_production():
    made = keys.fresh()

    assert not production.is_weak(made["SECRET_KEY"], length=production.SECRET_KEY_LENGTH)
    assert not production.is_weak(made["HASH_KEYS"], length=production.HASH_KEY_LENGTH)
    assert len(set(made.values())) == len(made)
    assert all(re.fullmatch(r"[\w-]+", value) for value in made.values())


def test_a_healthcheck_asks_who_shows_life():
    for name in ("web", *SILENCE_S):
        assert SERVICES[name]["healthcheck"]["test"] == ["CMD", "python", "-m", "ndt.health.alive", name]


def test_the_proxy_keeps_no_addresses_and_hides_readiness():
    text = lines_of("docker/nginx/nginx.conf")

    assert "access_log off;" in text
    assert re.search(r"error_log \S+ crit;", text)
    assert re.search(r"location = /readyz \{\s+return 404;", text)
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text


def test_the_proxy_lets_a_list_of_passes_through_and_nothing_else_that_is_large():
    text = lines_of("docker/nginx/nginx.conf")
    pattern, body = re.search(r"location ~ (\S+) \{(.*?)\}", text, re.DOTALL).groups()
    at_most = int(re.search(r"client_max_body_size (\d+)m;", body)[1]) << 20
    at_once = int(re.search(r"limit_conn lists (\d+);", body)[1])
    room = int(re.search(r"/tmp:size=(\d+)m", " ".join(SERVICES["proxy"]["tmpfs"]))[1]) << 20

    assert lists.LARGEST < at_most < lists.LARGEST + (2 << 20), "the form says it itself, in words"
    assert at_once * at_most < room
    assert int(re.search(r"^    client_max_body_size (\d+)m;", text, re.MULTILINE)[1]) << 20 > statements.LARGEST
    for language in ("nl", "en"):
        with translation.override(language):
            assert re.search(pattern, reverse("bijles:city-passes", args=["stads-pas_2"]))
            assert not re.search(pattern, reverse("bijles:city"))


def test_the_page_of_the_proxy_keeps_its_own_policy():
    style = re.search(r"<style>(.*?)</style>", lines_of("docker/nginx/503.html"), re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"'sha256-{digest}'" in lines_of("docker/nginx/nginx.conf")
    assert not re.search(r"<(script|img|link)\b|https?:", lines_of("docker/nginx/503.html"))


def test_the_logs_of_the_database_hold_no_rows():
    command = " ".join(SERVICES["db"]["command"])

    assert "log_error_verbosity=terse" in command
    assert "log_min_error_statement=panic" in command


def test_the_image_gets_no_tests_no_history_and_no_secrets():
    wanted = lines_of(".dockerignore").splitlines()

    assert wanted[1] == "*"
    assert not {"!.env", "!tests", "!.git", "!var", "!docker"} & set(wanted)
    for folder in re.findall(r"^!([a-z]+)$", lines_of(".dockerignore"), re.MULTILINE):
        assert (ROOT / folder).is_dir() or folder == "locale"
