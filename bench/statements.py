"""What sign and confirm send the database, logged from the real services and made into pgbench scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from campaigns import links
from campaigns.core.signing import CONSENT_VERSION
from campaigns.links import Purpose
from campaigns.models import Petition, Signature
from campaigns.services import confirming, intake, signing
from campaigns.services.signing import Form

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class _Undo(Exception):
    """Ends a logged run, so that it leaves no rows."""


def _log(work: Callable[[], object]) -> list[str]:
    """Give the statements of one use case, literals filled in, BEGIN and COMMIT as the driver sends them."""
    sent: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        with context["connection"].connection.cursor() as cursor:
            sent.append(_filled(cursor, sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        work()
    # In the real run the outermost block is a transaction, here it is a savepoint in one.
    return ["BEGIN", *(line for line in sent if not re.match("SAVEPOINT|RELEASE", line)), "COMMIT"]


def _filled(cursor: Any, sql: str, params: Any) -> str:
    from psycopg import ClientCursor

    filled = ClientCursor(cursor.connection).mogrify(sql, params) if params else sql
    return " ".join(filled.split())


def scripts(folder: Path) -> dict[tuple[str, str], Path]:
    """Write four pgbench scripts: what the requests send, what requests and worker send, and the least of both."""
    sign, work, confirm = _logged()
    least_sign = [line for line in sign if line.startswith(("BEGIN", "INSERT", "COMMIT"))]
    least_work = [line for line in work if line.startswith(("BEGIN", "INSERT", "COMMIT"))]
    least_confirm = _least_confirm(confirm)
    made = {
        ("request", "ours"): [*sign, *confirm],
        ("request", "least"): [*least_sign, *least_confirm],
        ("request and worker", "ours"): [*sign, *work, *confirm],
        ("request and worker", "least"): [*least_sign, *least_work, *least_confirm],
    }
    return {key: _write(folder / f"{key[0]}-{key[1]}.sql".replace(" ", "-"), lines) for key, lines in made.items()}


def count(script: Path) -> int:
    """Give the number of statements in a script."""
    return sum(line.endswith(";") for line in script.read_text().splitlines())


def _logged() -> tuple[list[str], list[str], list[str]]:
    petition, now = Petition.objects.get(), timezone.now()
    form = Form(
        name="Amina el Amrani", email="amina@ouders.example", place="1012 AB", show_name=False, deliver_name=False,
        keep_informed=False, consent_version=CONSENT_VERSION, language="nl", text=petition.texts.get().pk,
    )  # fmt: skip
    found: list[list[str]] = []
    try:
        with transaction.atomic():
            sent: list[signing.Sent] = []
            found.append(
                _log(
                    lambda: sent.append(
                        signing.submit(petition=petition, form=form, block="192.0.2.1", signals=[], now=now)
                    )
                )
            )
            handle = sent[0].intake
            found.append(_log(lambda: intake.process(intake_id=handle, form=form, signals=[], now=now)))
            waiting = Signature.objects.filter(state="pending", pk__lte=PENDING_FROM).first()
            assert waiting is not None
            token = links.token(Purpose.CONFIRM, waiting.public_id)
            confirm = _log(lambda: confirming.confirm(slug="kansen", token=token, now=now))
            found.append([_pick(line, waiting) for line in confirm])
            raise _Undo
    except _Undo:
        pass
    return found[0], found[1], found[2]


PENDING_FROM = 10**9


def _pick(line: str, signature: Signature) -> str:
    """Let the script confirm another signature each time: number :i, whose public id is i."""
    line = line.replace(f"'{signature.public_id}'", "lpad(to_hex(:i), 32, '0')")
    return re.sub(rf"(\"campaigns_signature\".\"id\" (?:=|IN)) \(?{signature.pk}\)?", r"\1 (:pk)", line)


def _least_confirm(confirm: list[str]) -> list[str]:
    update = next(line for line in confirm if line.startswith("UPDATE"))
    job = next(line for line in confirm if line.startswith("INSERT"))
    petition = Petition.objects.get()
    ledger = (
        "INSERT INTO campaigns_ledgerentry (petition_id, text_id, delta, created_at, folded) "
        f"VALUES ({petition.pk}, {petition.texts.get().pk}, 1, clock_timestamp(), FALSE)"
    )
    return ["BEGIN", update, ledger, job, "COMMIT"]


def _write(script: Path, lines: list[str]) -> Path:
    first = Signature.objects.order_by("pk").values_list("pk", flat=True)[0]
    varied = [_vary(line) for line in lines]
    head = [r"\set n random(1, 9000000000000000)", r"\set i random(40000, 59999)", rf"\set pk {first} + :i"]
    script.write_text("\n".join([*head, *(f"{line};" for line in varied)]) + "\n")
    return script


def _vary(line: str) -> str:
    """Replace what must differ from run to run: random ids, unique keys, hashes and receipt numbers."""
    line = re.sub(rf"'({UUID})'(::uuid)?", "md5(:n::text)::uuid", line)
    line = re.sub(rf"'((?:mail:)?(?:[a-z:-]+):){UUID}'", r"('\1' || :n)", line)
    line = re.sub(r"'[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}'", "substr(md5(:n::text), 1, 12)", line)
    return re.sub(r"'[0-9a-f]{64}'", "(md5(:n::text) || md5(:n::text))", line)
