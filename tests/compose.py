"""`make compose-test`: the containers of docker-compose.yml, and a citizen who signs on them.

Where a container engine answers, they are built and started. Where none does, the same commands,
environment and configuration files run as processes of this machine, in production mode, and the
last lines say that no container was started.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ndt.demo.libraries import library_environment  # noqa: E402
from ndt.demo.postgres import Postgres, choose  # noqa: E402
from ndt.demo.processes import Child, DidNotStart, answers, free_port, serves, stop_all  # noqa: E402
from ndt.demo.steps import Fault, complain, say, step  # noqa: E402
from ndt.demo.valkey import binary as valkey_binary  # noqa: E402
from ndt.health import keys  # noqa: E402
from ndt.web.catalogue import compile_catalogues  # noqa: E402
from tests import journey, postbox  # noqa: E402

HOST = "www.onderwijsheid.nl"
SLUG = "kansen"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PETITION = f"""
from django.utils import timezone
from campaigns.models import Petition
from campaigns.services import petitions
now = timezone.now()
made, new = Petition.objects.get_or_create(slug="{SLUG}", defaults=dict(title="Kansen Te Koop",
    slogan="Maar alleen voor rijke ouders", addressee="de Tweede Kamer", opens_at=now))
if new:
    petitions.write_text(petition=made, now=now, words=petitions.Words("ouders", "Kansen zijn te koop.", "Maak bijles bereikbaar."))
    petitions.open_for_signing(petition=made)
"""


def main() -> int:
    """Run the journey on containers or on processes; give the exit code."""
    try:
        with tempfile.TemporaryDirectory(prefix="ndt-compose-") as name:
            folder = Path(name)
            folder.chmod(0o755)
            (on_containers if engine_answers() else on_processes)(folder)
    except (Fault, DidNotStart, journey.JourneyFailed) as fault:
        return complain(fault)
    return 0


def engine_answers() -> bool:
    """Say whether there is a container engine with compose here."""
    if shutil.which("docker") is None:
        return False
    asked = [["docker", "info"], ["docker", "compose", "version"]]
    return all(subprocess.run(ask, capture_output=True, check=False).returncode == 0 for ask in asked)


def answers_file(*, mail: str) -> dict[str, str]:
    """Give what an operator would write into .env."""
    return keys.fresh() | {
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "EMAIL_URL": mail,
        "DEFAULT_FROM_EMAIL": "Onderwijsheid <noreply@onderwijsheid.nl>",
        "OPERATOR_EMAILS": "beheer@onderwijsheid.nl",
        "SECURITY_CONTACTS": "mailto:security@onderwijsheid.nl",
        "PRIVACY_CONTROLLER": "Onderwijsheid",
        "PRIVACY_EMAIL": "privacy@onderwijsheid.nl",
        "HTTP_PORT": str(free_port()),
        "HTTPS_PORT": str(free_port()),
    }


# --- with containers -------------------------------------------------------------------------


def on_containers(folder: Path) -> None:
    """Build and start everything, sign, and take it all down again, volumes too."""
    postbox.make_certificate(folder / "tls", names=(HOST, "host.docker.internal"))
    with postbox.receive(certificate=folder / "tls", host="0.0.0.0") as box:
        written = answers_file(mail=f"smtp+tls://host.docker.internal:{box.port}") | {"TLS_FOLDER": str(folder / "tls")}
        (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in written.items()))
        (folder / "override.yml").write_text(
            "services:\n  worker:\n    extra_hosts: ['host.docker.internal:host-gateway']\n"
            "    environment: {SSL_CERT_FILE: /etc/tls/fullchain.pem}\n"
            f"    volumes: ['{folder / 'tls'}:/etc/tls:ro']\n"
        )
        compose = [
            "docker", "compose", "--project-name", f"ndt-test-{os.getpid()}", "--env-file", str(folder / ".env"),
            "--file", "docker-compose.yml", "--file", str(folder / "override.yml"),
        ]  # fmt: skip
        try:
            run("Build and start the containers", [*compose, "up", "--build", "--detach", "--wait", "--quiet-pull"])
            run("Write a petition", [*compose, "exec", "-T", "web", "python", "manage.py", "shell", "-c", PETITION])
            visitor = journey.Visitor(
                f"https://127.0.0.1:{written['HTTPS_PORT']}", host=HOST, verify=str(folder / "tls/fullchain.pem")
            )
            look_at(visitor)
            journey.sign_and_withdraw(visitor, SLUG, box.texts, lambda text: say(f"- {text}"))
        finally:
            run("Take the containers down", [*compose, "--profile", "backup", "down", "--volumes", "--timeout", "20"])
    say("\nThe containers were built and started, and a citizen signed on them.")


# --- with processes --------------------------------------------------------------------------


def on_processes(folder: Path) -> None:
    """Run what the containers would run, in production mode, and sign."""
    say("No container engine answers here: the commands of docker-compose.yml run as processes.")
    compile_catalogues(ROOT / "locale")
    children: list[Child] = []
    with postbox.receive() as box:
        written = answers_file(mail=f"smtp://127.0.0.1:{box.port}")
        try:
            _run_all(folder, written, box, children)
        finally:
            stop_all(list(reversed(children)), seconds=15)
    say("\nNo container was started: no engine answers on this machine. Commands, environment, and the")
    say("configuration of Postgres, Valkey and the proxy are those of docker-compose.yml.")


def _run_all(folder: Path, written: dict[str, str], box: postbox.Postbox, children: list[Child]) -> None:
    ports = {"db": free_port(), "valkey": free_port(), "web": free_port()}
    environment = environment_of("web", written, ports, folder)
    with step("Start Postgres, with the user that docker/postgres/app-user.sh makes"):
        children.append(_postgres(folder, ports["db"], written))
    with step("Start Valkey by docker/valkey/start.sh"):
        children.append(_start(_valkey(folder, ports["valkey"], written)))
    _house(folder, environment, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    with step("migrate"):
        _house(folder, environment, *COMPOSE["services"]["migrate"]["command"][1:])
    for name in ("web", "worker", "beat"):
        with step(" ".join(COMPOSE["services"][name]["command"])):
            children.append(_start(_service(name, folder, environment, ports)))
    for name in ("web", "worker", "beat"):
        _wait_until_healthy(name, environment)
    say("- The healthchecks of web, worker and beat pass")
    _house(folder, environment, "manage.py", "shell", "-c", PETITION)
    with _front_door(folder, written, ports, children) as visitor:
        look_at(visitor)
        journey.sign_and_withdraw(visitor, SLUG, box.texts, lambda text: say(f"- {text}"))
    with step("Back up by docker/backup/backup.sh"):
        back_up(folder, ports["db"], written)
    with step("SIGTERM: web, worker and beat stop by themselves"):
        _stop_politely(children)


def environment_of(service: str, written: Mapping[str, str], ports: Mapping[str, int], folder: Path) -> dict[str, str]:
    """Give a service's environment as compose would fill it in, with the services' names made into our ports."""
    filled = {name: fill_in(str(value), written) for name, value in COMPOSE["services"][service]["environment"].items()}
    for name, number in (("db", 5432), ("valkey", 6379)):
        filled = {key: value.replace(f"@{name}:{number}", f"@127.0.0.1:{ports[name]}") for key, value in filled.items()}
    (folder / "static").mkdir(exist_ok=True)
    return {
        **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ},
        **library_environment(ROOT / "var"),
        "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}",
        "RUN_DIR": str(folder / "run"),
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "ERASURES_DIR": str(folder / "erasures"),
        "GRANIAN_HOST": "127.0.0.1",
        "GRANIAN_PORT": str(ports["web"]),
        **filled,
    }


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Replace ${NAME}, ${NAME:-default} and ${NAME:?fault} as compose does."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match["name"], match["kind"], match["rest"]
        if values.get(name):
            return values[name]
        if kind == ":?":
            raise Fault(f"{name} is missing: {rest}.")
        return rest or ""

    return re.sub(r"\$\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<rest>[^}]*))?\}", value, text)


def _postgres(folder: Path, port: int, written: Mapping[str, str]) -> Child:
    postgres = Postgres(folder / "postgres", port, password=written["DB_SUPERUSER_PASSWORD"])
    child = _start(postgres.child())
    tools = choose(folder / "postgres").folder
    subprocess.run(
        ["sh", str(ROOT / "docker/postgres/app-user.sh")], check=True, stdout=subprocess.DEVNULL,
        env={"PATH": f"{tools}:{os.environ['PATH']}", "PGHOST": "127.0.0.1", "PGPORT": str(port),
             "PGPASSWORD": written["DB_SUPERUSER_PASSWORD"], "APP_PASSWORD": written["DB_PASSWORD"]},
    )  # fmt: skip
    return child


def _valkey(folder: Path, port: int, written: Mapping[str, str]) -> Child:
    (folder / "valkey").mkdir()
    return Child(
        name="valkey",
        command=["sh", str(ROOT / "docker/valkey/start.sh"), "--port", str(port), "--bind", "127.0.0.1"],
        environment={"PATH": f"{valkey_binary().parent}:{os.environ['PATH']}", "VALKEY_FOLDER": str(ROOT / "docker/valkey"),
                     "VALKEY_RUN": str(folder / "valkey"), "VALKEY_DATA": str(folder / "valkey"), "VALKEY_PASSWORD": written["VALKEY_PASSWORD"]},
        log=folder / "valkey.log",
        ready=lambda: answers(port),
    )  # fmt: skip


def _service(name: str, folder: Path, environment: Mapping[str, str], ports: Mapping[str, int]) -> Child:
    address = f"http://127.0.0.1:{ports['web']}/livez"
    return Child(
        name=name,
        command=[sys.executable, "-m", *COMPOSE["services"][name]["command"]],
        environment=environment,
        log=folder / f"{name}.log",
        ready=(lambda: serves(address)) if name == "web" else None,
        folder=ROOT,
    )


def _start(child: Child) -> Child:
    child.start()
    child.wait_until_ready()
    return child


def _house(folder: Path, environment: Mapping[str, str], *command: str) -> None:
    answer = subprocess.run(
        [sys.executable, *command], env=dict(environment), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise Fault(f"{' '.join(command[:3])} failed:\n{answer.stdout}{answer.stderr}")


def _wait_until_healthy(name: str, environment: Mapping[str, str], tries: int = 60) -> None:
    check = COMPOSE["services"][name]["healthcheck"]["test"][2:]
    for _try in range(tries):
        answer = subprocess.run(
            [sys.executable, *check], env=dict(environment), cwd=ROOT, capture_output=True, check=False
        )
        if answer.returncode == 0:
            return
        time.sleep(0.5)
    raise Fault(f"The healthcheck of {name} does not pass: {answer.stderr.decode()}")


@contextlib.contextmanager
def _front_door(
    folder: Path, written: Mapping[str, str], ports: Mapping[str, int], children: list[Child]
) -> Iterator[journey.Visitor]:
    """Give a visitor: through nginx with our own configuration where there is one, else with its headers."""
    nginx = os.environ.get("NGINX") or shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        say("- There is no nginx here: the journey goes to the web server, with the headers that nginx would add")
        proxy = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
        yield journey.Visitor(f"http://127.0.0.1:{ports['web']}", host=HOST, proxy=proxy)
        return
    with step("Start nginx with docker/nginx/nginx.conf"):
        postbox.make_certificate(folder / "tls", names=(HOST,))
        configuration = folder / "nginx.conf"
        configuration.write_text(_rewritten(folder, written, ports["web"], nginx))
        children.append(
            _start(
                Child(
                    name="proxy",
                    command=[nginx, "-p", str(folder), "-c", str(configuration), "-g", "daemon off;"],
                    environment={"PATH": os.environ["PATH"]},
                    log=folder / "proxy.log",
                    ready=lambda: answers(int(written["HTTPS_PORT"])),
                )
            )
        )
    yield journey.Visitor(
        f"https://127.0.0.1:{written['HTTPS_PORT']}", host=HOST, verify=str(folder / "tls/fullchain.pem")
    )


def _rewritten(folder: Path, written: Mapping[str, str], web: int, nginx: str) -> str:
    """Give our nginx.conf with the places and ports of this machine; nothing else changes."""
    text = (ROOT / "docker/nginx/nginx.conf").read_text()
    version = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=True).stderr
    number = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    changes = {
        " /tmp/": f" {folder}/",
        "http://web:8000": f"http://127.0.0.1:{web}",
        "listen 8080": f"listen 127.0.0.1:{written['HTTP_PORT']}",
        "listen 8443": f"listen 127.0.0.1:{written['HTTPS_PORT']}",
        "/etc/onderwijsheid": str(ROOT / "docker/nginx"),
        "/etc/tls": str(folder / "tls"),
    }
    for old, new in changes.items():
        assert old in text, f"nginx.conf has no {old!r} any more"
        text = text.replace(old, new)
    return text.replace("http2 on;", "") if number < (1, 25) else text


def look_at(visitor: journey.Visitor) -> None:
    """See that the front page is there and carries the headers, and that readiness stays inside."""
    page = visitor.open("/")
    for name in ("Strict-Transport-Security", "Content-Security-Policy", "X-Request-ID"):
        if name not in page.headers:
            raise Fault(f"The front page has no {name}.")
    say(f"- The front page is there: {journey.title(page)}")
    if visitor.base.startswith("https"):
        visitor.open("/readyz", expected=404)
    else:
        _wait_until_ready(visitor)


def _wait_until_ready(visitor: journey.Visitor, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while (state := visitor.open("/readyz").json())["status"] != "ok":
        if time.monotonic() > deadline:
            raise Fault(f"/readyz says {state}.")
        time.sleep(0.5)
    say("- /readyz says ok: Postgres, broker, migrations and the worker's last look")


def back_up(folder: Path, port: int, written: Mapping[str, str]) -> None:
    """Run the backup's own script, as the backup container would."""
    (folder / "backups").mkdir(exist_ok=True)
    tools = choose(folder / "postgres").folder
    answer = subprocess.run(
        ["sh", str(ROOT / "docker/backup/backup.sh")], capture_output=True, text=True, check=False,
        env={"PATH": f"{tools}:{os.environ['PATH']}", "PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "onderwijsheid",
             "PGDATABASE": "onderwijsheid", "PGPASSWORD": written["DB_PASSWORD"], "BACKUP_FOLDER": str(folder / "backups")},
    )  # fmt: skip
    if answer.returncode or not list((folder / "backups").glob("*.dump")):
        raise Fault(f"The backup failed:\n{answer.stdout}{answer.stderr}")


def _stop_politely(children: list[Child]) -> None:
    for child in children:
        if child.name in {"web", "worker", "beat"}:
            child.ask_to_stop()
            assert child.process is not None
            try:
                child.process.wait(15)
            except subprocess.TimeoutExpired as problem:
                raise Fault(f"{child.name} did not stop within 15 s of SIGTERM.") from problem


def run(what: str, command: list[str]) -> None:
    """Run a command, and show its output when it fails."""
    with step(what):
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise Fault(f"{what} failed:\n{answer.stdout[-4000:]}{answer.stderr[-4000:]}")


if __name__ == "__main__":
    raise SystemExit(main())
