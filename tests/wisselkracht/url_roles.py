"""Who may open what of WisselKracht."""

from datetime import UTC, datetime, timedelta

from tests.house.roles import INVALID, Row, everyone, only
from tests.wisselkracht import factories
from wisselkracht import links
from wisselkracht.core.steps import Role
from wisselkracht.models import Link, Round, RoundState

SOLUTION = "wisselkracht"
TEAM = ("coordinator", "operator")


def opened(_world):
    """A round that is open today, whatever day a test runs on."""
    return {"slug": _today(factories.round_()).slug}


def _today(found):
    now, days = datetime.now(UTC), timedelta(days=60)
    Round.objects.filter(pk=found.pk).update(opens_at=now - days, closes_at=now + days)
    return found


def concept(_world):
    return {"slug": factories.round_(state=RoundState.CONCEPT).slug}


def link(who, *, complete=False, **more):
    def arguments(_world):
        made = factories.complete(known=False) if complete else factories.begun(starter=who)
        _today(made.round)
        token = links.new_token()
        Link.objects.create(applicant=factories.person(made, who), token_hash=links.token_hash(token))
        return {"token": token} | more

    return arguments


def application(_world):
    return {"number": factories.complete(known=False).pk}


URLS = {
    "wisselkracht:front": Row(get=everyone(200)),
    "wisselkracht:travel": Row(get=everyone(200)),
    "wisselkracht:mailbox": Row(get=everyone(200)),
    "wisselkracht:left": Row(get=everyone(200)),
    "wisselkracht:start": Row(get=everyone(200), post=everyone(INVALID), kwargs=opened),
    "wisselkracht:mine": Row(get=everyone(200), kwargs=link(Role.TEACHER, complete=True)),
    "wisselkracht:answer": Row(get=everyone(200), post=everyone(INVALID), kwargs=link(Role.TEACHER)),
    "wisselkracht:check": Row(get=everyone(200), post=everyone(INVALID), kwargs=link(Role.DIRECTOR, complete=True)),
    "wisselkracht:exclusions": Row(get=everyone(200), post=everyone(302), kwargs=link(Role.TEACHER)),
    "wisselkracht:replace": Row(get=everyone(200), post=everyone(INVALID), kwargs=link(Role.TEACHER, role="buddy")),
    "wisselkracht:leave": Row(get=everyone(200), post=everyone(302), kwargs=link(Role.TEACHER)),
    "wisselkracht:desk": Row(get=only(*TEAM)),
    "wisselkracht:new": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID)),
    "wisselkracht:cockpit": Row(get=only(*TEAM), kwargs=concept),
    "wisselkracht:open": Row(post=only(*TEAM, gives=302), kwargs=concept),
    "wisselkracht:remind": Row(get=only(*TEAM), post=only(*TEAM, gives=302), kwargs=opened),
    "wisselkracht:application": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=application),
    "wisselkracht:letter": Row(post=only(*TEAM), kwargs=application),
}
