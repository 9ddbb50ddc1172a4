"""The drill: back up by our own scripts, put it back on another cluster, and miss nobody but who was erased."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from ndt.demo.postgres import Postgres, choose, unprivileged
from ndt.demo.processes import free_port
from ndt.jobs import services as jobs
from ndt.privacy import rows
from ndt.privacy.models import Cause
from ndt.privacy.services import erasing
from tests.campaigns import factories
from tests.ndt.privacy.conftest import _erasures_apart

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "docker"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
SECONDS = 180

_erasures_apart = _erasures_apart  # each test with a log of erasures of its own


@pytest.fixture
def place():
    """Give a folder that the OS user of Postgres may enter too."""
    folder = Path(tempfile.mkdtemp(prefix="ndt-drill-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def hand_over(folder):
    """Give a folder to the OS user of Postgres, where that is another than ours."""
    account = unprivileged()
    if account is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.uid, account.gid)


@contextlib.contextmanager
def cluster(folder, *, conf=""):
    """Run another cluster, empty but for its database; give its address."""
    postgres = Postgres(folder, free_port(), durable=False)
    child = postgres.child()
    with (folder / "postgresql.conf").open("a") as settings:
        settings.write(conf)
    child.start()
    try:
        child.wait_until_ready(90)
        postgres.make_database()
        yield postgres
    finally:
        child.stop()


def script(name, *arguments, database=None, check=True, **environment):
    """Run one of our scripts as its container would."""
    facts = database or connection.settings_dict
    tools = choose(Path("/nonexistent")).folder
    answer = subprocess.run(
        ["sh", SCRIPTS / name, *arguments],
        env={
            "PATH": f"{tools}:{os.environ['PATH']}",
            "PGHOST": facts["HOST"],
            "PGPORT": str(facts["PORT"]),
            "PGUSER": facts["USER"],
            "PGPASSWORD": facts["PASSWORD"],
            "PGDATABASE": facts["NAME"],
        }
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0 or not check, answer.stdout + answer.stderr
    return answer


def facts_of(postgres, name="onderwijsheid"):
    return {
        "HOST": "127.0.0.1",
        "PORT": postgres.port,
        "USER": "postgres",
        "PASSWORD": postgres.password,
        "NAME": name,
    }


def fingerprint(address):
    """Give for every table how many rows it has and a hash over all of them."""
    with psycopg.connect(address) as database:
        tables = [row[0] for row in database.execute(TABLES)]
        found = {}
        for table in tables:
            lines = sorted(row[0] for row in database.execute(f'SELECT t::text FROM "{table}" t'))
            found[table] = (len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())
    return found


def own_address():
    facts = connection.settings_dict
    return f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def manage(address, *command, **environment):
    answer = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": address} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def newest(folder):
    return max(folder.glob("*.dump"))


def test_a_backup_comes_back_whole_on_another_cluster_and_who_left_stays_away(tmp_path, place, settings):
    petition = factories.petition()
    for number in range(30):
        factories.signature(petition, name=f"Bram Smit {number}", email=f"bram{number}@ouders.example")
    factories.signature(petition, name="Amina Idrissi", email="amina@ouders.example")
    jobs.sweep()
    began = time.monotonic()

    script("backup/backup.sh", BACKUP_FOLDER=str(tmp_path))
    as_backed_up = fingerprint(own_address())
    erasing.erase(person=rows.by_address("amina@ouders.example"), cause=Cause.LINK, now=timezone.now())
    jobs.sweep()
    with cluster(place / "other") as other:
        script("backup/restore.sh", str(newest(tmp_path)), database=facts_of(other))
        restored = fingerprint(other.url)
        manage(other.url, "migrate", "--check")
        log = settings.STORAGES["erasures"]["OPTIONS"]["location"]
        told = manage(other.url, "erasures", "apply", ERASURES_DIR=str(log))
        with psycopg.connect(other.url) as database:
            names = {row[0] for row in database.execute("SELECT name FROM campaigns_signature")}

    assert restored == as_backed_up
    assert sum(rows for rows, _hash in restored.values()) > 100
    assert "1 erasures done again" in told
    assert "Amina Idrissi" not in names
    assert "Bram Smit 7" in names
    assert time.monotonic() - began < SECONDS


def test_a_dump_that_was_damaged_is_refused(tmp_path):
    script("backup/backup.sh", BACKUP_FOLDER=str(tmp_path))
    dump = newest(tmp_path)
    dump.write_bytes(dump.read_bytes()[:-1] + b"x")

    answer = script("backup/restore.sh", str(dump), check=False)

    assert answer.returncode != 0
    assert "checksum differs" in answer.stderr


def test_a_database_in_use_is_never_overwritten(tmp_path):
    script("backup/backup.sh", BACKUP_FOLDER=str(tmp_path))

    answer = script("backup/restore.sh", str(newest(tmp_path)), check=False)

    assert answer.returncode != 0
    assert "Restore into an empty database" in answer.stderr


def test_old_dumps_go_and_young_ones_stay(tmp_path):
    old, young = tmp_path / "onderwijsheid-20260101T000000Z.dump", tmp_path / "onderwijsheid-20260102T000000Z.dump"
    for file, days in ((old, 15), (young, 13)):
        file.write_bytes(b"x")
        then = time.time() - days * 86_400 - 3_600
        os.utime(file, (then, then))

    script("backup/backup.sh", BACKUP_FOLDER=str(tmp_path), KEEP_DAYS="14")

    assert not old.exists()
    assert young.exists()


def test_a_dump_is_for_its_owner_only(tmp_path):
    script("backup/backup.sh", BACKUP_FOLDER=str(tmp_path))

    assert newest(tmp_path).stat().st_mode & 0o077 == 0


def test_the_archived_log_brings_back_any_moment(place):
    """Point-in-time recovery: a row from before the moment is there, a row from after it is not."""
    wal = place / "wal"
    wal.mkdir()
    hand_over(wal)
    archive = shutil.copy(SCRIPTS / "postgres/archive.sh", place)
    conf = f"\narchive_mode = on\narchive_command = 'WAL_FOLDER={wal} sh {archive} %p %f'\n"

    with cluster(place / "first", conf=conf) as first:
        script("backup/base.sh", database=facts_of(first), WAL_FOLDER=str(wal))
        with psycopg.connect(first.url, autocommit=True) as database:
            database.execute("CREATE TABLE letters (words text)")
            database.execute("INSERT INTO letters VALUES ('before')")
            time.sleep(0.2)
            moment = database.execute("SELECT clock_timestamp()").fetchone()[0].astimezone(UTC)
            time.sleep(0.2)
            database.execute("INSERT INTO letters VALUES ('after')")
            finished = database.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()[0]
            wait_for(wal / finished)

    assert recovered(wal, place / "second", first.password, moment) == ["before"]
    assert recovered(wal, place / "third", first.password, None) == ["before", "after"]


def wait_for(file):
    for _try in range(600):
        if file.exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"Postgres did not archive {file.name}")


def recovered(wal, folder, password, moment):
    """Play the log on from the base copy until the moment, or to its end; give what is there then."""
    target = f"recovery_target_time = '{moment.isoformat()}'\nrecovery_target_action = promote\n" if moment else ""
    shutil.copytree(max(wal.glob("base-*Z")), folder)
    folder.chmod(0o700)
    (folder / "recovery.signal").touch()
    with (folder / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"\narchive_mode = off\nrestore_command = 'cp {wal}/%f %p'\n{target}")
    hand_over(folder)
    postgres = Postgres(folder, free_port(), durable=False, password=password)
    child = postgres.child()
    child.start()
    try:
        child.wait_until_ready(90)
        with psycopg.connect(postgres.url) as database:
            return [row[0] for row in database.execute("SELECT words FROM letters")]
    finally:
        child.stop()


def test_only_the_two_newest_copies_and_the_log_they_need_are_kept(place):
    wal = place / "wal"
    wal.mkdir()
    hand_over(wal)
    archive = shutil.copy(SCRIPTS / "postgres/archive.sh", place)
    conf = f"\narchive_mode = on\narchive_command = 'WAL_FOLDER={wal} sh {archive} %p %f'\n"
    for number in range(3):
        (wal / f"base-2026010{number}T000000Z").mkdir()

    with cluster(place / "first", conf=conf) as first:
        with psycopg.connect(first.url, autocommit=True) as database:
            oldest = database.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()[0]
            wait_for(wal / oldest)
        (wal / "base-20260102T000000Z/backup_label").write_text(
            "START WAL LOCATION: 0/FF000028 (file 0000000100000000000000FF)\n"
        )
        script("backup/base.sh", database=facts_of(first), WAL_FOLDER=str(wal))

    kept = sorted(path.name for path in wal.glob("base-*"))
    assert len(kept) == 2
    assert kept[0] == "base-20260102T000000Z"
    assert not (wal / oldest).exists()
