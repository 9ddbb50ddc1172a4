"""Run everything, or one command, on a Postgres and a Valkey of our own.

python tests/run.py                             linters, house rules, every test: `make test`
python tests/run.py pytest tests/campaigns -x   one command with the services and the test settings
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ndt.demo.libraries import library_environment
from ndt.demo.processes import marked, stop_leftovers
from ndt.demo.services import throwaway
from ndt.demo.steps import Fault, complain, say
from ndt.web.catalogue import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent

CODE = ["ndt", "campaigns", "bijles", "opleiding", "wisselkracht", "beraad", "inspectie"]
# Nothing here is secret, and nothing listens there: values that production would accept.
PRODUCTION = {
    "ENVIRONMENT": "production",
    "DATABASE_URL": "postgresql://onderwijsheid:Wq7zKp2Lx9Rt4Vb@127.0.0.1:5432/onderwijsheid",
    "REDIS_URL": "redis://:Zt8mNc3Yh6Gd1Fs@127.0.0.1:6379/0",
    "DEMO": "0",
    "SECRET_KEY": "Rk7Jw0rT5uQb2YxKzV9nLmPa4sDfGhEc1i8oUyWq3RtN6Bv5Hj2Xd",
    "HASH_KEYS": "Pq3Zx8Vn5Lk2Hg7Fd4Sa9Wt6Ry1Um0Jb",
    "ALLOWED_HOSTS": "onderwijsheid.nl",
    "SITE_URL": "https://onderwijsheid.nl",
    "EMAIL_URL": "smtp+tls://post:Lk2Hg7Fd4Sa9@127.0.0.1:587",
    "DEFAULT_FROM_EMAIL": "noreply@onderwijsheid.nl",
    "OPERATOR_EMAILS": "beheer@onderwijsheid.nl",
    "PRIVACY_EMAIL": "privacy@onderwijsheid.nl",
    "TRUSTED_PROXIES": "1",
}
LONGEST_RUN = 55 * 60
# One group stays on one worker, and groups stay in order: the tests in a browser come last.
TESTS = [
    "--dist", "loadgroup", "--no-loadscope-reorder", "-m", "not full and not proof",
    "--durations", "15", "--show-capture", "stderr",
]  # fmt: skip
# Every process of a run carries this, so that none outlives it.
RUN = "ONDERWIJSHEID_RUN"


@dataclass(frozen=True)
class Step:
    """One check: a name and a command that ends with 0 when all is well."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Count:
    """How many checks and tests went how, and why some were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    def closing_line(self) -> str:
        """Give the last line, in the form that test runners close with."""
        number = sum(self.skipped.values())
        reasons = "; ".join(f"{count} because {reason}" for reason, count in sorted(self.skipped.items()))
        return f"{self.passed} passed, {self.failed} failed, {number} skipped" + (f" ({reasons})" if reasons else "")


def steps() -> list[Step]:
    """Give every check before the tests, the quickest first."""
    templates = [str(file) for file in sorted((ROOT / "templates").rglob("*.html"))]
    rooms = ["ndt/*", *CODE[1:]]
    words = [str(file) for place in (".", "docs", "bench", *rooms) for file in sorted(ROOT.glob(f"{place}/*.md"))]
    return [
        Step("ruff: rules", ["ruff", "check", "--quiet", "."]),
        Step("ruff: layout", ["ruff", "format", "--quiet", "--check", "."]),
        Step("djlint: templates", ["djlint", "--quiet", "--lint", "templates"]),
        Step("djade: templates", ["djade", "--target-version", "5.2", "--check", *templates]),
        Step("codespell: documents", ["codespell", *words]),
        Step("import-linter: walls between rooms", ["lint-imports", "--no-cache"]),
        # What an earlier run remembers hides faults: the types of Django's settings and relations are not in it.
        Step("mypy: types", ["mypy", "--no-error-summary", "--no-incremental", *CODE]),
        Step("check: settings", ["python", "manage.py", "check"]),
        Step(
            "check --deploy: production",
            ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION,
        ),
        Step("makemigrations: nothing forgotten", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
    ]


def main() -> int:
    """Start the services, run what was asked, stop them."""
    listen()
    try:
        compile_catalogues(ROOT / "locale")
        with stage() as environment:
            if sys.argv[1:]:
                return run_apart(sys.argv[1:], environment)
            return run_all(environment)
    except Fault as fault:
        return complain(fault)
    except KeyboardInterrupt:
        return complain("The run was interrupted.")


def listen() -> None:
    """Stop in good order on each of the three signals, also in the background where SIGINT is ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def stage(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """Give the environment of the tests, with services that exist as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="ndt-test-"))
    folder.chmod(0o755)
    (folder / "static").mkdir()
    with throwaway(folder, durable=durable) as services:
        environment = (
            dict(os.environ)
            | services
            | library_environment(ROOT / "var")
            | {
                RUN: str(folder),
                "ENVIRONMENT": "test",
                "DEMO": os.environ.get("DEMO", "1"),
                "SECRET_KEY": "test-secret",
                "HASH_KEYS": "test-key-one-that-is-32-characters-long",
                "EMAIL_URL": "memorymail://",
                "STATIC_ROOT": str(folder / "static"),
                "MEDIA_ROOT": str(folder / "media"),
                "PYTHONPATH": str(ROOT),
                # Where this is set, each of the many processes would compile all our code anew: a second each.
                "PYTHONDONTWRITEBYTECODE": "",
                "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}",
            }
        )
        try:
            yield environment
        finally:
            stop_leftovers(marked(f"{RUN}={folder}"), seconds=2)


def run_all(environment: dict[str, str]) -> int:
    """Run every check, then the tests; print one summary and count on its last line."""
    count, faults, begun = Count(), [], time.monotonic()
    migrating = start_migrating(environment)
    for step, answer, seconds in checked(steps(), environment):
        say(f"- {step.name}: {'ok' if answer.returncode == 0 else 'WRONG'}, {seconds:.1f} s")
        if answer.returncode == 0:
            count.passed += 1
        else:
            count.failed += 1
            faults.append(step.name)
            say("\n".join(f"    {line}" for line in (answer.stdout + answer.stderr).splitlines()[-60:]))
    say("- pytest: every test")
    code = _run_tests(environment | template(environment, migrating), count)
    say(f"\nAll of it took {(time.monotonic() - begun) / 60:.1f} minutes.")
    for name in faults:
        say(f"WRONG {name} (its words stand above)")
    if code not in {0, 1}:
        say(f"WRONG pytest ended with {code}")
        count.failed += 1
    say(count.closing_line())
    return 1 if count.failed else 0


def checked(
    wanted: list[Step], environment: dict[str, str]
) -> Iterator[tuple[Step, subprocess.CompletedProcess[str], float]]:
    """Run checks two at a time, the longest first; give each with what it said and its seconds, once it ends."""
    pool = ThreadPoolExecutor(2)
    try:
        longest_first = sorted(wanted, key=lambda step: not step.name.startswith("mypy"))
        running = {pool.submit(_run, step, environment): step for step in longest_first}
        for done in as_completed(running):
            yield running[done], *done.result()
    finally:  # an interrupt waits for none of them: the stage stops what still runs
        pool.shutdown(wait=False, cancel_futures=True)


def start_migrating(environment: dict[str, str]) -> subprocess.Popen[str]:
    """Migrate the database of the run, beside the linters: each worker of the tests copies it."""
    return subprocess.Popen(
        ["python", "manage.py", "migrate", "-v0"], env=environment, cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def template(environment: dict[str, str], migrating: subprocess.Popen[str]) -> dict[str, str]:
    """Give the setting that names the migrated database. Raises Fault where it could not be migrated."""
    words, _ = migrating.communicate()
    if migrating.returncode:
        raise Fault(f"The migrations do not run:\n{words[-3000:]}")
    return {"TEST_TEMPLATE": environment["DATABASE_URL"].rpartition("/")[2]}


def _run(step: Step, environment: dict[str, str]) -> tuple[subprocess.CompletedProcess[str], float]:
    begun = time.monotonic()
    answer = subprocess.run(
        step.command, env=environment | dict(step.environment), cwd=ROOT, check=False, capture_output=True, text=True
    )
    return answer, time.monotonic() - begun


def _run_tests(environment: dict[str, str], count: Count) -> int:
    report = Path(environment["MEDIA_ROOT"]).parent / "report.json"
    processes = min(max(os.cpu_count() or 2, 2), 6)
    command = ["pytest", "-n", str(processes), *TESTS]
    try:
        code = run_apart(command, environment | {"TEST_REPORT": str(report)}, seconds=LONGEST_RUN)
    except subprocess.TimeoutExpired:
        say(f"pytest was ended after {LONGEST_RUN // 60} minutes: a test hangs.")
        return -1
    if report.exists():
        facts = json.loads(report.read_text())
        count.passed += facts["passed"]
        count.failed += facts["failed"]
        count.skipped = facts["skipped"]
    elif code == 0:
        return -1
    return code


def run_apart(command: list[str], environment: Mapping[str, str], *, seconds: float | None = None) -> int:
    """Run a command in a session of its own and give its exit code; when we are stopped, it ends in good order."""
    process = subprocess.Popen(command, env=dict(environment), cwd=ROOT, start_new_session=True)
    try:
        return process.wait(seconds)
    except BaseException:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        raise


if __name__ == "__main__":
    raise SystemExit(main())
