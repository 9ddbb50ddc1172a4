"""What sign and confirm send the database, logged from the real services and made into pgbench scripts."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from campaigns import links
from campaigns.core.signing import CONSENT_VERSION
from campaigns.links import Purpose
from campaigns.models import Petition, Signature
from campaigns.services import confirming, signing
from campaigns.services.signing import Form

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class _Undo(Exception):
    """Ends a logged run, so that it leaves no rows."""


def _log(work: Callable[[], object]) -> list[str]:
    """Give the statements of one use case, literals filled in."""
    sent: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        with context["connection"].connection.cursor() as cursor:
            sent.append(_filled(cursor, sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        work()
    # In the real run the outermost block is a transaction, here it is a savepoint in one.
    return [line for line in sent if not re.match("SAVEPOINT|RELEASE", line)]


def _filled(cursor: Any, sql: str, params: Any) -> str:
    from psycopg import ClientCursor

    filled = ClientCursor(cursor.connection).mogrify(sql, params) if params else sql
    return " ".join(filled.split())


# The least that writes the same rows: what anybody would write by hand, a transaction a request.
LEAST_SIGN: Final = """BEGIN
INSERT INTO campaigns_intake (id, petition_id, block, held, created_at)
    VALUES (md5(:n::text)::uuid, {petition}, md5('a') || md5('b'), FALSE, now())
INSERT INTO jobs_job (id, kind, key, payload, recipient, domain, priority, state, attempts, not_before, created_at, last_error)
    VALUES (gen_random_uuid(), 'campaigns.intake', 'intake:' || :n, '{payload}', '', '', 1, 'queued', 0, now(), now(), '')
COMMIT"""
LEAST_CONFIRM: Final = """BEGIN
UPDATE campaigns_signature SET state = 'confirmed', confirmed_at = now(), code_hash = '' WHERE id = :pk
INSERT INTO campaigns_ledgerentry (petition_id, text_id, delta, created_at, folded)
    VALUES ({petition}, {text}, 1, clock_timestamp(), FALSE)
INSERT INTO jobs_job (id, kind, key, payload, recipient, domain, priority, state, attempts, not_before, created_at, last_error)
    VALUES (gen_random_uuid(), 'campaigns.confirmed', 'campaigns:confirmed:' || :n, '{{"pk": 1}}', '', '', 5, 'queued', 0, now(), now(), '')
COMMIT"""


def scripts(folder: Path) -> dict[str, Path]:
    """Write two pgbench scripts: what the two requests send, and the least that writes the same rows."""
    sign, confirm = _logged()
    petition = Petition.objects.get()
    facts = {"petition": petition.pk, "text": petition.texts.get().pk, "payload": json.dumps(_payload(petition))}
    least_sign, least_confirm = (_lines(words.format(**facts)) for words in (LEAST_SIGN, LEAST_CONFIRM))
    made = {"ours": [*sign, *confirm], "least": [*least_sign, *least_confirm]}
    return {kind: _write(folder / f"{kind}.sql", lines) for kind, lines in made.items()}


def _lines(words: str) -> list[str]:
    return (
        " ".join(words.split())
        .replace(" INSERT", "\nINSERT")
        .replace(" UPDATE", "\nUPDATE")
        .replace(" COMMIT", "\nCOMMIT")
        .splitlines()
    )


def _payload(petition: Petition) -> dict[str, Any]:
    return {"intake": str(uuid.uuid4()), "form": asdict(_form(petition)), "signals": []}


def _form(petition: Petition) -> Form:
    return Form(
        name="Amina el Amrani", email="amina@ouders.example", place="1012 AB", show_name=False, deliver_name=False,
        keep_informed=False, consent_version=CONSENT_VERSION, language="nl", text=petition.texts.get().pk,
    )  # fmt: skip


def count(script: Path) -> int:
    """Give the number of statements in a script."""
    return sum(line.endswith(";") for line in script.read_text().splitlines())


def _logged() -> tuple[list[str], list[str]]:
    petition, now = Petition.objects.get(), timezone.now()
    form = _form(petition)
    try:
        with transaction.atomic():
            sign = _log(lambda: _submit(petition, form, now))
            waiting = Signature.objects.filter(state="pending", email__startswith="signer").first()
            assert waiting is not None
            token = links.token(Purpose.CONFIRM, waiting.public_id)
            confirm = _log(lambda: confirming.confirm(slug="kansen", token=token, now=now))
            raise _Undo
    except _Undo:
        pass
    return sign, [_another(line, waiting) for line in confirm]


def _submit(petition: Petition, form: Form, now: datetime) -> signing.Sent:
    return signing.submit(petition=petition, form=form, block="192.0.2.1", signals=[], now=now)


def _another(line: str, signature: Signature) -> str:
    """Let the script confirm another signature each time: number :i, whose public id is i."""
    return line.replace(f"'{signature.public_id.hex}'", "lpad(to_hex(:i), 32, '0')")


def _write(script: Path, lines: list[str]) -> Path:
    first = Signature.objects.order_by("pk").values_list("pk", flat=True)[0]
    varied = [_vary(line) for line in lines]
    head = [r"\set n random(1, 9000000000000000)", r"\set i random(40000, 59999)", rf"\set pk {first} + :i"]
    script.write_text("\n".join([*head, *(f"{line};" for line in varied)]) + "\n")
    return script


def _vary(line: str) -> str:
    """Replace what must differ from run to run: random ids, unique keys, hashes and receipt numbers."""
    line = re.sub(rf"'(?:{UUID}|[0-9a-f]{{32}})'(?:::uuid)?", "md5(:n::text)::uuid", line)
    line = re.sub(rf"'((?:mail:)?(?:[a-z:-]+):){UUID}'", r"('\1' || :n)", line)
    line = re.sub(r"'[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}'", "substr(md5(:n::text), 1, 12)", line)
    return re.sub(r"'[0-9a-f]{64}'", "(md5(:n::text) || md5(:n::text))", line)
