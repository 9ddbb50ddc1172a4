"""Who may open what of WisselKracht."""

from datetime import UTC, date, datetime, timedelta

from ndt.schools.models import SchoolLocation
from tests.house.roles import INVALID, Row, everyone, only
from tests.wisselkracht import factories
from wisselkracht import links
from wisselkracht.core.steps import Role
from wisselkracht.models import Link, Round, RoundState
from wisselkracht.queries import agenda
from wisselkracht.services import feeding

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


def region(_world):
    return {"slug": factories.region().slug}


def closed_school(_world):
    made = factories.complete(known=False)
    SchoolLocation.objects.filter(pk=made.school_id).update(state="closed", closed_on=date(2026, 11, 1))
    return {"number": made.pk}


def map_link(_world):
    made = factories.complete()
    token = links.new_token()
    Link.objects.create(applicant=factories.person(made, Role.DIRECTOR), token_hash=links.token_hash(token))
    return {"token": token}


def calendar(world):
    user = world.users["coordinator"]
    feeding.renew(user=user)
    return {"token": agenda.link_of(user).split("/")[-2]}


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
    "wisselkracht:map": Row(get=everyone(200)),
    "wisselkracht:consent": Row(get=everyone(200), post=everyone(INVALID), kwargs=map_link),
    "wisselkracht:feed": Row(get=everyone(200), kwargs=calendar),
    "wisselkracht:agenda": Row(get=only(*TEAM), post=only(*TEAM, gives=302)),
    "wisselkracht:register": Row(get=only(*TEAM)),
    "wisselkracht:regions": Row(get=only(*TEAM)),
    "wisselkracht:new_region": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID)),
    "wisselkracht:region": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=region),
    "wisselkracht:change": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=concept),
    "wisselkracht:round_map": Row(get=only(*TEAM), kwargs=opened),
    "wisselkracht:mailing": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=opened),
    "wisselkracht:closed": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=closed_school),
}
