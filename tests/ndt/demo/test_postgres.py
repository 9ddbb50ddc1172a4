"""A Postgres of our own, from whatever binaries there are."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest

from ndt.demo import postgres
from ndt.demo.postgres import Account, Binaries, Postgres, choose, clear_stale_lock
from ndt.demo.processes import DidNotStart, free_port

HERE = [*postgres.installed(), *filter(None, [postgres.embedded()])]


def started(folder: Path, **facts: object) -> tuple[Postgres, object]:
    cluster = Postgres(folder / "postgres", free_port(), durable=False, **facts)
    child = cluster.child()
    child.start()
    child.wait_until_ready()
    return cluster, child


@pytest.mark.parametrize("binaries", HERE, ids=lambda found: f"{found.version}{'-wheel' if found.embedded else ''}")
def test_every_postgres_of_this_machine_makes_a_cluster_and_keeps_its_data(
    open_folder: Path, monkeypatch, binaries: Binaries
):
    monkeypatch.setattr(postgres, "installed", lambda: iter([binaries]))
    cluster, child = started(open_folder)
    cluster.make_database()
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE fact AS SELECT 'blijft' AS word")
    child.stop()

    cluster, child = started(open_folder, password=cluster.password)
    with psycopg.connect(cluster.url) as connection:
        word = connection.execute("SELECT word, lower('É') FROM fact").fetchone()
    child.stop()

    assert word == ("blijft", "é")


def test_nobody_enters_without_the_password(open_folder: Path):
    cluster, child = started(open_folder)

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(cluster.url.replace(cluster.password, "wrong"))
    child.stop()


def test_data_is_opened_by_the_version_that_made_it(tmp_path: Path, monkeypatch):
    old, new = Binaries(Path("/old"), 15), Binaries(Path("/new"), 18)
    monkeypatch.setattr(postgres, "installed", lambda: iter([new, old]))
    (tmp_path / "PG_VERSION").write_text("15\n")

    assert choose(tmp_path) == old
    assert choose(tmp_path / "none-yet") == new


def test_data_of_a_version_that_is_gone_is_not_touched(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(postgres, "installed", lambda: iter([]))
    (tmp_path / "PG_VERSION").write_text("14\n")

    with pytest.raises(DidNotStart, match="demo-reset"):
        choose(tmp_path)


def test_a_wrong_postgres_bin_is_named(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))

    with pytest.raises(DidNotStart, match="POSTGRES_BIN"):
        choose(tmp_path / "data")


@pytest.mark.parametrize("holder", [os.getpid(), 2**22 - 1], ids=["reused", "gone"])
def test_a_stale_lock_does_not_keep_postgres_from_starting(tmp_path: Path, holder: int):
    lock = tmp_path / "postmaster.pid"
    lock.write_text(f"{holder}\n{tmp_path}\n1000000000\n5432\n")

    clear_stale_lock(tmp_path)

    assert not lock.exists()


def test_the_lock_of_a_living_postmaster_stays(open_folder: Path):
    cluster, child = started(open_folder)

    clear_stale_lock(cluster.folder)

    assert (cluster.folder / "postmaster.pid").exists()
    child.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="alleen root draait Postgres onder een andere gebruiker")
def test_data_goes_to_the_shelter_where_its_user_cannot_enter(open_folder: Path, monkeypatch):
    shut = open_folder / "shut"
    shut.mkdir(mode=0o700)
    shelter = open_folder / "shelter"
    monkeypatch.setattr(postgres, "shelter", lambda checkout: shelter)

    cluster, child = started(shut)
    child.stop()

    assert (shelter / "postgres" / "PG_VERSION").exists()
    assert any(str(shelter) in note for note in cluster.notes)


def test_a_shelter_that_somebody_else_made_is_refused(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "shelter").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(DidNotStart, match="not ours"):
        postgres._make_shelter(tmp_path / "shelter")


def test_root_never_runs_postgres_as_itself():
    account = postgres.unprivileged()

    assert isinstance(account, Account) == (os.geteuid() == 0)
    assert account is None or account.uid != 0
