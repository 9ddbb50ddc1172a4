"""Who may open what of the months of a municipality. Eva works there; the provider's people see nothing of this desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import override_settings
from django.utils import timezone

from bijles.models import BankLine, Settlement
from bijles.services import paying, settling
from tests.bijles import factories, months
from tests.house.roles import INVALID, NOT_FOUND, Row, World, only

DESK = ("policymaker", "coordinator", "operator")


def here_of(world: World, **facts: Any) -> months.World:
    """A city with a programme, of the municipality where Eva works."""
    with override_settings(PASS_KEYS={"stadspas": factories.KEY.hex()}):
        here = months.world(**facts)
    here.scheme.municipality.bijles_billing.delete()
    here.scheme.municipality = world.organisations["municipality"]
    here.scheme.save(update_fields=["municipality"])
    months.bill(here.scheme.municipality)
    return here


def scheme(world: World) -> dict[str, Any]:
    return {"slug": here_of(world).scheme.slug}


def _given(world: World) -> tuple[months.World, Any]:
    here = here_of(world)
    agreed, tutor = months.provider(here)
    return here, here.claim(agreed, tutor)


def month(world: World) -> dict[str, Any]:
    here, _claim = _given(world)
    return {"slug": here.scheme.slug, "of": months.MARCH}


def provider(world: World) -> dict[str, Any]:
    here, claim = _given(world)
    return {"slug": here.scheme.slug, "of": months.MARCH, "number": claim.provider_id}


def claim(world: World) -> dict[str, Any]:
    return {"number": _given(world)[1].pk}


def _invoice(world: World) -> tuple[months.World, Any]:
    here, claim = _given(world)
    frozen = settling.freeze(scheme=here.scheme, provider=claim.provider, month=months.MARCH, now=months.AFTER_MARCH)
    settling.approve(of=frozen, now=months.AFTER_MARCH)
    return here, months.invoiced_from(frozen)


def invoice(world: World) -> dict[str, Any]:
    return {"number": _invoice(world)[1].pk}


def payment_file(world: World) -> dict[str, Any]:
    here, _made = _invoice(world)
    months.exported(here)
    return {"number": Settlement.objects.get().export_id}


def credit(world: World) -> dict[str, Any]:
    here, made = _invoice(world)
    return {"number": months.credited(here, made).pk}


def bank_line(world: World) -> dict[str, Any]:
    here, made = _invoice(world)
    months.exported(here)
    wrong = months.statement(made, bedrag="-1,00")
    paying.read_bank(scheme=here.scheme, data=wrong, now=months.AFTER_MARCH)
    return {"number": BankLine.objects.get().pk}


def billing(world: World) -> dict[str, Any]:
    return {"number": here_of(world).scheme.municipality_id}


def tomorrow(_world: World) -> dict[str, Any]:
    return {"pays_on": (timezone.localdate() + timedelta(days=1)).isoformat()}


# The month that is asked is over on no real day of the tests, or nothing waits in it: each step is refused with a sentence.
_STEP = Row(post=only(*DESK, gives=INVALID), kwargs=month)
URLS = {
    "bijles:settling": Row(get=only(*DESK)),
    "bijles:settle-month": Row(get=only(*DESK), kwargs=month),
    "bijles:settle-freeze": _STEP,
    "bijles:settle-approve": _STEP,
    "bijles:settle-invoice": _STEP,
    "bijles:settle-close": _STEP,
    "bijles:settle-export": Row(post=only(*DESK, gives=INVALID), kwargs=month, data=tomorrow),
    "bijles:settle-provider": Row(get=only(*DESK), kwargs=provider),
    "bijles:settle-claim": Row(get=only(*DESK), post=only(*DESK, gives=INVALID), kwargs=claim),
    "bijles:settle-ubl": Row(get=only(*DESK, provider=NOT_FOUND), kwargs=invoice),
    "bijles:settle-pdf": Row(get=only(*DESK, provider=NOT_FOUND), kwargs=invoice),
    "bijles:settle-credit-ubl": Row(get=only(*DESK, provider=NOT_FOUND), kwargs=credit),
    "bijles:settle-credit-pdf": Row(get=only(*DESK, provider=NOT_FOUND), kwargs=credit),
    "bijles:settle-file": Row(get=only(*DESK), kwargs=payment_file),
    "bijles:settle-bank": Row(get=only(*DESK), post=only(*DESK, gives=INVALID), kwargs=scheme),
    "bijles:settle-bank-line": Row(post=only(*DESK, gives=INVALID), kwargs=bank_line),
    "bijles:settle-billing": Row(get=only(*DESK), post=only(*DESK, gives=INVALID), kwargs=billing),
}
