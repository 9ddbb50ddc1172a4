"""The letters about offers. What a visitor typed is never mailed to anybody but in a coordinator's answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from ndt.allies.models import Offer
from ndt.mail.letters import Letter
from ndt.people.models import User


def receipt(offer: Offer) -> Letter:
    """Tell the sender that the offer arrived and when the answer comes.

    It holds no word that the sender typed: a stranger's mailbox may have been filled in.
    """
    return _to_sender(offer, "allies/receipt")


def answer(offer: Offer, by: User) -> Letter:
    """Bring the coordinator's answer; an answer to it goes to the coordinator."""
    return _to_sender(offer, "allies/answer", reply_to=by.email, answer=offer.answer)


def arrived(offer: Offer, to: User) -> Letter:
    """Tell a coordinator that there is an offer. Who sent it stands at the desk, not in the mail."""
    with translation.override(to.language):
        return Letter(
            to=to.email,
            template="allies/arrived",
            language=to.language,
            context={**_words(offer), "url": _absolute(reverse("allies:case", args=[offer.pk]))},
        )


def overdue(to: User, count: int) -> Letter:
    """Tell a coordinator how many answers are late."""
    with translation.override(to.language):
        url = _absolute(reverse("allies:desk"))
    return Letter(
        to=to.email, template="allies/overdue", language=to.language, context={"count": count, "url": url}
    )  # fmt: skip


def _to_sender(offer: Offer, template: str, *, reply_to: str = "", **more: Any) -> Letter:
    with translation.override(offer.language):
        context = {**_words(offer), **more, "url": _absolute(offer.get_absolute_url())}
    return Letter(to=offer.email, template=template, context=context, language=offer.language, reply_to=reply_to)


def _words(offer: Offer) -> dict[str, str]:
    role = offer.role
    return {
        "solution": str(offer.of_solution.title),
        "role": str(role.title) if role else "",
        "answer_by": date_format(offer.answer_by, "j F Y"),
    }


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
