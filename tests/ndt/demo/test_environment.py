"""What the demo gives the settings."""

from __future__ import annotations

import socket
from pathlib import Path

import environ
import pytest

from ndt.demo import environment
from ndt.demo.environment import Secrets, choose_port, demo_environment, site_url, write_for_commands
from ndt.demo.processes import free_port
from ndt.demo.steps import Fault

SERVICES = {"DATABASE_URL": "postgresql://ours", "REDIS_URL": "redis://ours", "EMAIL_URL": "smtp://ours"}


def made(tmp_path: Path, host: str = "127.0.0.1") -> dict[str, str]:
    return demo_environment(host=host, port=8000, keys=Secrets(), services=SERVICES, var=tmp_path)


def test_what_the_person_set_wins(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://theirs")
    monkeypatch.delenv("REDIS_URL")

    facts = made(tmp_path)

    assert facts["DATABASE_URL"] == "postgresql://theirs"
    assert facts["REDIS_URL"] == "redis://ours"


def test_a_demo_is_never_production(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("DEMO", "0")

    facts = made(tmp_path)

    assert (facts["ENVIRONMENT"], facts["DEMO"]) == ("demo", "1")


def test_a_demo_for_the_network_answers_under_the_address_others_use(tmp_path: Path):
    outward = environment._outward_address()

    assert set(outward) <= set(made(tmp_path, host="0.0.0.0")["ALLOWED_HOSTS"].split(","))
    assert not set(outward) & set(made(tmp_path)["ALLOWED_HOSTS"].split(","))


def test_keys_stay_the_same_from_run_to_run_and_only_the_owner_reads_them(tmp_path: Path):
    file = tmp_path / "secrets.json"

    assert Secrets.kept_in(file) == Secrets.kept_in(file)
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_passes_of_the_demo_keep_their_keys_and_another_demo_has_others(tmp_path: Path):
    one, other = Secrets(hash_key="een"), Secrets(hash_key="ander")

    def keys(of: Secrets) -> str:
        return demo_environment(host="127.0.0.1", port=8000, keys=of, services=SERVICES, var=tmp_path)["PASS_KEYS"]

    assert keys(one) == keys(one) != keys(other)
    assert [pair.partition("=")[0] for pair in keys(one).split(",")] == list(environment.PASSES)


def test_every_variable_of_the_settings_is_known():
    assert {"DATABASE_URL", "SMS_URL", "TRUSTED_PROXIES", "DB_POOL_MAX"} <= set(environment.names_of_settings())


def test_commands_read_what_the_demo_wrote(tmp_path: Path, monkeypatch):
    facts = {"WORDS": "two words, 'quoted' & more #not-a-comment", "URL": "smtp://a:b@c?d=e", "EMPTY": ""}
    for name in facts:
        monkeypatch.delenv(name, raising=False)

    write_for_commands(tmp_path / "demo.env", facts)
    environ.Env.read_env(tmp_path / "demo.env")

    assert {name: environ.Env()(name) for name in facts} == facts
    assert (tmp_path / "demo.env").stat().st_mode & 0o777 == 0o600


def test_the_next_free_port_is_taken_and_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        environment_port = environment.FIRST_PORT
        try:
            environment.FIRST_PORT = busy
            port, remark = choose_port("127.0.0.1", None)
        finally:
            environment.FIRST_PORT = environment_port

    assert port > busy
    assert str(busy) in remark


def test_a_port_that_the_person_chose_and_is_taken_is_refused_with_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(Fault, match="make demo PORT="):
            choose_port("127.0.0.1", str(taken.getsockname()[1]))


@pytest.mark.parametrize("given", ["tachtig", "0", "70000"])
def test_a_port_that_is_no_port_is_named(given: str):
    with pytest.raises(Fault, match="PORT"):
        choose_port("127.0.0.1", given)


def test_an_address_of_another_machine_is_named():
    with pytest.raises(Fault, match="HOST"):
        choose_port("203.0.113.7", str(free_port()))


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:80"), ("0.0.0.0", "http://127.0.0.1:80"), ("::1", "http://[::1]:80")],
)
def test_the_address_is_one_that_a_browser_can_open(host: str, url: str):
    assert site_url(host, 80) == url
