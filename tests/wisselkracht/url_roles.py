"""Who may open what of WisselKracht."""

from datetime import date

from ndt.people.models import User
from ndt.schools.models import SchoolLocation
from tests.house.roles import INVALID, Row, everyone, only
from tests.wisselkracht import exchanges, factories, runs
from tests.wisselkracht.practices import offered, public
from wisselkracht import links
from wisselkracht.core.steps import Role
from wisselkracht.models import Link, RoundState, Ruling
from wisselkracht.queries import agenda
from wisselkracht.services import feeding, practices, publishing

SOLUTION = "wisselkracht"
NOON = factories.NOON
TEAM = ("coordinator", "operator")


def opened(_world):
    return {"slug": factories.round_().slug}


def concept(_world):
    return {"slug": factories.round_(state=RoundState.CONCEPT).slug}


def link(who, *, complete=False, **more):
    def arguments(_world):
        made = factories.complete(known=False) if complete else factories.begun(starter=who)
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
    feeding.renew(owner=user)
    return {"token": agenda.link_of(user).split("/")[-2]}


def solved(*keys, **more):
    """A run of a closed round of three, of which one is left without. keys: which arguments besides the round."""

    def arguments(_world):
        found, made = runs.round_of(3, largest=2)
        run = runs.done(found, largest=2)
        alone = run.members.get(exchange=None).application_id
        facts = {"number": run.number, "exchange": 1, "application": alone, "one": made[0].pk, "other": made[1].pk}
        pair = ",".join(map(str, sorted(one.pk for one in made[:2])))
        facts |= {"kind": "ban", "keys": pair}
        return {"slug": found.slug} | {key: facts[key] for key in keys} | more

    return arguments


def in_exchange(**more):
    def arguments(_world):
        return {"token": open_link(exchanges.proposed())} | more

    return arguments


def published(_world):
    found, _made = runs.round_of(2)
    run = publishing.offer(run=runs.done(found), by=None, now=runs.NOON)
    publishing.publish(run=run, by=User.objects.create_user(email="cor@team.example", name="Cor"), now=runs.NOON)
    return {"slug": found.slug, "number": run.number}


def ruled(_world):
    found, made = runs.round_of(2)
    keys = sorted(one.pk for one in made)
    return {
        "slug": found.slug,
        "number": Ruling.objects.create(round=found, kind="ban", applications=keys, reason="Zo.").pk,
    }


def practice(_world):
    return {"number": public(factories.NOON).pk}


def sharing(*keys, returned=False):
    """A text about an exchange, with the link of its writer."""

    def arguments(_world):
        made = offered(factories.NOON)
        if returned:
            practices.send_back(practice_id=made.pk, reason="Schrijf korter.", now=factories.NOON)
        return {"token": open_link(made.exchange)} | dict.fromkeys(keys, made.pk)

    return arguments


def open_link(found):
    token = links.new_token()
    person = factories.person(found.places.get(number=0).application, Role.TEACHER)
    Link.objects.create(applicant=person, token_hash=links.token_hash(token))
    return token


def exchange(_world):
    return {"number": exchanges.proposed().pk}


def asking(_world):
    review = exchanges.looked_back({"lessons": 2})
    return {"number": review.place.exchange_id, "review": review.pk}


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
    "wisselkracht:close": Row(get=only(*TEAM), post=only(*TEAM, gives=302), kwargs=opened),
    "wisselkracht:remind": Row(get=only(*TEAM), post=only(*TEAM, gives=302), kwargs=opened),
    "wisselkracht:application": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=application),
    "wisselkracht:letter": Row(post=only(*TEAM), kwargs=application),
    "wisselkracht:stories": Row(get=everyone(200)),
    "wisselkracht:story": Row(get=everyone(200), kwargs=practice),
    "wisselkracht:own_agenda": Row(get=everyone(200), post=everyone(302), kwargs=link(Role.TEACHER)),
    "wisselkracht:sharing": Row(get=everyone(200), kwargs=sharing()),
    "wisselkracht:share": Row(get=everyone(200), post=everyone(INVALID), kwargs=sharing()),
    "wisselkracht:shared": Row(get=everyone(200), post=everyone(INVALID), kwargs=sharing("number")),
    "wisselkracht:reshare": Row(get=everyone(200), post=everyone(INVALID), kwargs=sharing("number", returned=True)),
    "wisselkracht:judge": Row(get=only(*TEAM)),
    "wisselkracht:judged": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=practice),
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
    "wisselkracht:verifier": Row(get=everyone(200)),
    "wisselkracht:proof": Row(get=everyone(200), kwargs=solved()),
    "wisselkracht:proof-files": Row(get=everyone(200), kwargs=published),
    "wisselkracht:runs": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=solved()),
    "wisselkracht:run-again": Row(post=only(*TEAM, gives=302), kwargs=solved()),
    "wisselkracht:runs-compare": Row(get=only(*TEAM), kwargs=solved()),
    "wisselkracht:run": Row(get=only(*TEAM), kwargs=solved("number")),
    "wisselkracht:run-step": Row(
        post=only(*TEAM, gives=302), kwargs=solved("number"), data=lambda _world: {"do": "offer"}
    ),
    "wisselkracht:run-report": Row(get=only(*TEAM), kwargs=solved("number")),
    "wisselkracht:run-files": Row(get=only(*TEAM), kwargs=solved("number")),
    "wisselkracht:run-exchange": Row(get=only(*TEAM), kwargs=solved("number", "exchange")),
    "wisselkracht:run-sheet": Row(get=only(*TEAM), kwargs=solved("number", "exchange")),
    "wisselkracht:run-without": Row(get=only(*TEAM), kwargs=solved("number", "application")),
    "wisselkracht:run-why": Row(get=only(*TEAM), kwargs=solved("number", "application")),
    "wisselkracht:matrix": Row(get=only(*TEAM), kwargs=solved()),
    "wisselkracht:pair": Row(get=only(*TEAM), kwargs=solved("one", "other")),
    "wisselkracht:ruling": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=solved("kind", "keys")),
    "wisselkracht:ruling-undo": Row(post=only(*TEAM, gives=302), kwargs=ruled),
    # The life of an exchange.
    "wisselkracht:exchange_mine": Row(get=everyone(200), kwargs=in_exchange()),
    "wisselkracht:exchange_mine_paper": Row(get=everyone(404), kwargs=in_exchange()),
    "wisselkracht:exchange_calendar": Row(get=everyone(200), kwargs=in_exchange()),
    "wisselkracht:exchange_mine_step": Row(get=everyone(200), post=everyone(INVALID), kwargs=in_exchange(slug="nee")),
    "wisselkracht:exchanges": Row(get=only(*TEAM)),
    "wisselkracht:exchange": Row(get=only(*TEAM), kwargs=exchange),
    "wisselkracht:exchange_paper": Row(get=only(*TEAM, gives=404), kwargs=exchange),
    "wisselkracht:talk": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=asking),
    "wisselkracht:exchange_step": Row(
        get=only(*TEAM), post=only(*TEAM, gives=INVALID), kwargs=lambda world: exchange(world) | {"slug": "tegenhouden"}
    ),
}
