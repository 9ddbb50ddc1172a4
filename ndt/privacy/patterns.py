"""Which fields look personal: by their name in Dutch or English, and by their kind."""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.db import models

NAMES: Final = re.compile(r"(^|_)(name|naam|voornaam|achternaam|surname|fullname|signer)(_|$)", re.IGNORECASE)
DESCRIBES: Final = re.compile(
    r"(^|_)(birth\w*|born|geboorte\w*|geboren|age|leeftijd|gender|geslacht|nationality|nationaliteit|"
    r"house_?number|huisnummer|phone|telefoon|bsn|pass_?number|pasnummer)(_|$)",
    re.IGNORECASE,
)
LOOKS: Final = re.compile(
    r"(^|_)("
    r"name|naam|voornaam|achternaam|surname|initials|voorletters|signer|nickname|"
    r"e?mail|mailbox|recipient|ontvanger|phone|telephone|mobile|telefoon|mobiel|number_dialled|"
    r"address|adres|street|straat|house_?number|huisnummer|postcode|postal|zip|place|plaats|city|woonplaats|"
    r"location|locatie|lat|lon|latitude|longitude|"
    r"birth\w*|born|geboorte\w*|geboren|age|leeftijd|gender|geslacht|nationality|nationaliteit|"
    r"bsn|iban|account_?number|rekening|pass|pas|stadspas|card|kenteken|passport|identity|"
    r"ip|agent|user_agent|device|session|cookie|fingerprint|"
    r"token|secret|key|hash|hmac|code|password|uid|"
    r"photo|foto|portrait|avatar|image|signature|handtekening|"
    r"note|notes|remark|opmerking|comment|reason|reden|message|bericht|motivation|motivatie|answer|antwoord|"
    r"story|verhaal|payload|data|extra|metadata|repr|error|url"
    r")(_|$)",
    re.IGNORECASE,
)


def is_name(field_name: str) -> bool:
    """Say whether a field of this name holds what somebody is called."""
    return bool(NAMES.search(field_name))


def why_personal(field: models.Field[Any, Any]) -> str:
    """Say why a field looks personal, in English for a developer; "" when it does not.

    A yes or no never does; a date, a number and a choice out of a list only when they describe somebody.
    """
    for kind, why in KINDS:
        if isinstance(field, kind):
            return why
    if field.is_relation:
        return "it points at an account" if _is_account(field) else ""
    if isinstance(field, models.BooleanField):
        return ""
    if _looks(field).search(field.name):
        return f"its name, {field.name!r}, is one that personal fields have"
    return ""


def _looks(field: models.Field[Any, Any]) -> re.Pattern[str]:
    plain = isinstance(field, (models.DateField, models.TimeField, models.IntegerField, models.DurationField))
    return DESCRIBES if plain or field.choices else LOOKS


def _is_account(field: models.Field[Any, Any]) -> bool:
    related = field.related_model
    return isinstance(related, type) and related._meta.label == settings.AUTH_USER_MODEL


KINDS: Final[tuple[tuple[type[models.Field[Any, Any]], str], ...]] = (
    (models.EmailField, "it is an e-mail address"),
    (models.GenericIPAddressField, "it is an IP address"),
    (models.FileField, "it is a file that somebody may have uploaded"),
    (models.JSONField, "it is JSON, in which anything may stand"),
    (models.TextField, "it is free text, in which people write about people"),
)
