"""Help mode in the browser: the family's own pages, only while the visit is open, and each step written down."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bijles import links
from bijles.core import codes
from bijles.models import Booking, CalendarFeed, Child, Family, HelpStep, HelpVisit
from bijles.services import proving
from ndt.history.tracking import event_models
from ndt.jobs.models import Job
from ndt.people import phones
from ndt.people.models import Membership, Role, User
from tests.bijles import factories, outreach
from tests.bijles.city import FOREVER, city
from tests.bijles.factories import BORN, NUMBER
from tests.bijles.services.test_helping import help_desk
from tests.house.roles import log_in

pytestmark = pytest.mark.django_db
BEGIN = {"number": NUMBER, "born": f"{BORN:%Y-%m-%d}", "agrees": "on"}
CHILD = {
    "first_name": "Sami",
    "birth_month": "3",
    "birth_year": str(timezone.localdate().year - 10),
    "level": "groep-7",
    "postcode": "1012",
    "languages": ["nl"],
    "subject": "rekenen",
}


@pytest.fixture
def made():
    found = city()
    factories.listed(found.scheme, factories.row(until=FOREVER))
    return found


@pytest.fixture
def desk(made):
    return help_desk(made.scheme)


@pytest.fixture
def hana(desk):
    return browser(helper(desk))


@pytest.fixture
def parent(made):
    """A family with a child on the pass that helpers type."""
    user = factories.account()
    typed = proving.Typed(NUMBER, BORN, "home")
    held = proving.prove(scheme=made.scheme, user=user, typed=typed, now=timezone.now())
    factories.sibling(held)
    return browser(user)


def helper(desk):
    user = factories.account()
    Membership.objects.create(user=user, organisation=desk.organisation, role=Role.HELPER)
    return user


def browser(user):
    made = Client()
    log_in(made, user)
    return made


def page(name, *arguments):
    return reverse(f"bijles:{name}", args=arguments)


def text(answer):
    return answer.content.decode().split("<main")[1]


def begin(desk, who, **facts):
    return who.post(page("help-begin", desk.pk), BEGIN | facts)


def test_a_helper_books_with_a_parent_from_pass_to_paper(made, desk, hana):
    assert begin(desk, hana).url == page("new-child")
    hana.post(page("new-child"), CHILD)
    child = Child.objects.get()
    start = made.times(child)[0]
    chosen = {"tutor": made.tutor.pk, "agreement": made.agreement.pk, "vak": "rekenen", "start": start.isoformat()}
    held = hana.post(page("book", child.pk), chosen | {"weken": 1, "key": uuid4()})
    hana.post(held.url, {"do": "confirm"})
    paper = hana.post(page("help-slip"))

    lesson = Booking.objects.get(state="confirmed")
    assert paper.content.startswith(b"%PDF")
    assert lesson.child.family.user.has_mailbox is False
    steps = [(step.what, step.done) for step in HelpStep.objects.all()]
    assert steps == [
        (what, True) for what in ("began", "bijles:new-child", "bijles:book", "bijles:confirm", "bijles:help-slip")
    ]


def test_the_history_says_who_booked_for_whom(made, desk, hana, parent):
    begin(desk, hana)
    child = Child.objects.get()
    lesson = made.booked(child, start=made.in_time(child))
    hana.post(page("cancel", lesson.pk))

    event = event_models()[Booking].objects.filter(pgh_obj=lesson).order_by("pgh_id").last()
    assert event.state == "cancelled"
    visit = HelpVisit.objects.get()
    assert str(desk.organisation) in event.pgh_context.metadata["reason"]
    assert f"family {visit.family_id}" in event.pgh_context.metadata["reason"]
    assert event.pgh_context.metadata["user"] == visit.helper_id
    assert HelpStep.objects.get(what="bijles:cancel").booking == lesson


@pytest.mark.parametrize("close", ["klaar", "time", "family", "role"])
def test_after_it_closes_the_helper_sees_nothing_of_the_family(made, desk, hana, parent, close, monkeypatch):
    begin(desk, hana)
    child = Child.objects.get()
    lesson = made.booked(child)
    assert lesson.code in text(hana.get(page("lesson", lesson.pk)))

    visit = HelpVisit.objects.get()
    if close == "klaar":
        hana.post(page("help-end"))
    elif close == "family":
        parent.post(page("help-stop", visit.pk))
    elif close == "role":
        Membership.objects.filter(user=visit.helper).delete()
    else:
        later = timezone.now() + timedelta(minutes=31)
        monkeypatch.setattr("bijles.views.access.timezone.now", lambda: later)

    for name, arguments in (("lesson", [lesson.pk]), ("cancel", [lesson.pk]), ("move", [lesson.pk])):
        assert hana.get(page(name, *arguments)).status_code == 404
    assert hana.post(page("cancel", lesson.pk)).status_code == 404
    for name, arguments in (("mine", []), ("search", [child.pk]), ("edit-child", [child.pk])):
        assert hana.get(page(name, *arguments)).url == page("front")
    assert hana.post(page("help-slip")).status_code == (403 if close == "role" else 404)
    assert Booking.objects.get().state == "confirmed"


def test_another_helper_sees_nothing_even_of_the_same_library(made, desk, hana, parent):
    begin(desk, hana)
    lesson = made.booked(Child.objects.get())
    other = browser(helper(desk))

    assert other.get(page("lesson", lesson.pk)).status_code == 404
    session = other.session
    session["bijles_help"] = HelpVisit.objects.get().pk
    session.save()
    assert other.get(page("lesson", lesson.pk)).status_code == 404
    assert other.get(page("mine")).url == page("front")


def test_another_browser_of_the_same_helper_is_not_in_the_visit(made, desk, hana, parent):
    begin(desk, hana)

    assert browser(HelpVisit.objects.get().helper).get(page("mine")).url == page("front")


def test_a_helper_sees_no_other_family(made, desk, hana, parent):
    begin(desk, hana)
    other = made.booked(made.child())

    assert hana.get(page("lesson", other.pk)).status_code == 404
    assert hana.get(page("search", other.child_id)).status_code == 404


def test_a_helper_reads_no_messages_and_takes_no_link_along(made, desk, hana, parent):
    begin(desk, hana)
    lesson = made.booked(Child.objects.get())

    assert hana.get(page("talk", lesson.pk)).status_code == 404
    assert hana.post(page("feed-link"), {"do": "renew"}).status_code == 404
    assert not CalendarFeed.objects.exists()
    shown = text(hana.get(page("mine"))) + text(hana.get(page("lesson", lesson.pk)))
    for hidden in ("agenda van uw telefoon", links.report_token(lesson), page("talk", lesson.pk)):
        assert hidden not in shown
    assert "U helpt nu een ouder" in shown


def test_every_page_of_a_visit_says_so_and_has_the_button_to_stop_it(made, desk, hana, parent):
    code = outreach.slip(outreach.school(made.scheme))
    token = links.account_token(Child.objects.get().family, "amina@voorbeeld.nl", now=timezone.now())
    addresses = [page("via", code), page("code"), page("help-begin", desk.pk), page("help-account", token)]
    for address in addresses:
        assert page("help-end") not in text(hana.get(address))
    begin(desk, hana)

    for address in addresses:
        shown = hana.get(address)
        assert "U helpt nu een ouder" in text(shown), address
        assert page("help-end") in text(shown)
        assert "css/help" in shown.content.decode()


def test_in_a_visit_no_pass_is_bound_to_the_account_of_the_helper(made, desk, hana, parent):
    begin(desk, hana)
    factories.listed(made.scheme, factories.row("6064366012345679", until=FOREVER))
    code = outreach.slip(outreach.school(made.scheme))

    asked = hana.get(page("begin", made.scheme.slug), {"code": code}, follow=True)
    sent = hana.post(page("begin", made.scheme.slug), {"number": "6064366012345679", "born": f"{BORN:%Y-%m-%d}"})

    assert asked.redirect_chain[0][0] == sent.url == page("help")
    assert f"Uw code van school is {codes.shown(code)}." in text(asked)
    assert not Family.objects.filter(user=HelpVisit.objects.get().helper).exists()


def test_without_the_yes_of_the_parent_nothing_begins(made, desk, hana):
    answer = hana.post(page("help-begin", desk.pk), BEGIN | {"agrees": ""})

    assert answer.status_code == 422
    assert "Lees de tekst voor." in text(answer)
    assert NUMBER in text(answer)
    assert not HelpVisit.objects.exists()


@pytest.mark.parametrize("wrong", [{"number": "6064366012345670"}, {"born": "1990-01-01"}])
def test_a_wrong_pass_gets_the_same_plain_answer_as_at_home(made, desk, hana, wrong):
    answer = begin(desk, hana, **wrong)

    assert answer.status_code == 422
    assert "Met deze pas lukt het niet" in text(answer)
    assert not HelpVisit.objects.exists()


def test_the_desk_of_another_library_does_not_exist(made, desk, hana):
    other = help_desk(made.scheme, "Buurtteam")

    assert begin(other, hana).status_code == 404


def test_a_family_sees_who_helped_and_stops_it(made, desk, hana, parent):
    begin(desk, hana)

    shown = text(parent.get(page("mine")))
    assert str(desk.organisation) in shown
    assert "De hulp is nu bezig." in shown
    parent.post(page("help-stop", HelpVisit.objects.get().pk))
    assert "U stopte de hulp." in text(parent.get(page("mine")))
    assert hana.get(page("mine")).url == page("front")


def test_nobody_stops_the_help_of_another_family(made, desk, hana, parent):
    begin(desk, hana)
    visit = HelpVisit.objects.get()

    assert browser(made.child().family.user).post(page("help-stop", visit.pk)).status_code == 404
    assert HelpVisit.objects.open(timezone.now()).exists()


def test_a_parent_takes_the_account_home_with_the_link(made, desk, hana):
    begin(desk, hana)
    hana.post(page("new-child"), CHILD)
    hana.post(page("help-account-offer"), {"email": "Amina@Voorbeeld.nl"})
    visit = HelpVisit.objects.get()
    token = links.account_token(visit.family, "amina@voorbeeld.nl", now=timezone.now())
    address = page("help-account", token)
    visitor = Client()

    assert visitor.get(address).status_code == 200
    assert not User.objects.filter(email="amina@voorbeeld.nl").exists()
    assert visitor.post(address).url == reverse("account_login")
    parent = browser(User.objects.get(email="amina@voorbeeld.nl"))
    assert "Sami" in text(parent.get(page("mine")))
    assert visitor.get(page("help-account", "onzin")).status_code == 404


def test_a_link_ends_after_two_weeks_and_shows_no_address(made, desk, hana):
    begin(desk, hana)
    family = HelpVisit.objects.get().family
    for days, status in ((13, 200), (15, 404)):
        since = timezone.now() - timedelta(days=days)
        token = links.account_token(family, "amina@voorbeeld.nl", now=since)
        assert Client().get(page("help-account", token)).status_code == status
    assert "amina" not in base64.urlsafe_b64decode(token + "==").decode("latin-1")


def test_no_more_than_three_links_a_visit(made, desk, hana):
    begin(desk, hana)
    answers = [hana.post(page("help-account-offer"), {"email": f"a{n}@voorbeeld.nl"}).status_code for n in range(4)]

    assert answers == [302, 302, 302, 429]
    assert hana.post(page("help-account-offer"), {"email": "geen"}).status_code == 422


def test_a_step_that_did_not_work_stands_as_such(made, desk, hana, parent):
    begin(desk, hana)
    hana.post(page("new-child"), {})

    assert not HelpStep.objects.get(what="bijles:new-child").done
    assert "(lukte niet)" in text(parent.get(page("mine")))


def test_a_pass_without_a_key_gets_the_one_plain_answer(hana, desk, settings):
    settings.PASS_KEYS = {}

    answer = hana.post(reverse("bijles:help-begin", args=[desk.pk]), BEGIN)

    assert answer.status_code == 422
    assert answer.context["wrong"] is True
    assert not HelpVisit.objects.exists()


class TestByPhone:
    """The account of a family becomes the parent's own by a code to the parent's phone."""

    @pytest.fixture(autouse=True)
    def _phones(self, settings):
        settings.SMS_URL, settings.SMS_BUDGET_PER_DAY, settings.SMS_LETTERS_PER_DAY = "demo:", 100, 100

    def code(self):
        return re.search(r"\b(\d{6})\b", Job.objects.filter(kind="phone.text").latest("created_at").payload["text"])[1]

    def test_the_parent_types_the_code_and_gets_the_account(self, made, desk, hana):
        begin(desk, hana)
        assert "Mobiel nummer van de ouder" in text(hana.get(page("help")))

        assert hana.post(page("help-phone"), {"number": "geen"}).status_code == 422
        assert hana.post(page("help-phone"), {"number": "06 12345678"}).status_code == 200
        wrong = "000000" if self.code() != "000000" else "111111"
        assert hana.post(page("help-phone"), {"number": "+31612345678", "code": wrong}).status_code == 422
        done = hana.post(page("help-phone"), {"number": "+31612345678", "code": self.code()})

        assert done.url == page("help")
        family = HelpVisit.objects.get().family
        assert (family.user.has_mailbox, family.user.phone_number) == (False, "+31612345678")
        assert "eigen account" in text(hana.get(page("help")))
        # From now on its owner gives an address, not who sits beside.
        hana.post(page("help-account-offer"), {"email": "boef@voorbeeld.nl"})
        assert not Job.objects.filter(payload__template="bijles/take_home").exists()

    def test_a_number_of_another_account_stays_there(self, made, desk, hana):
        owner = phones.account_of(number="+31612345678", language="nl", now=timezone.now())
        begin(desk, hana)
        hana.post(page("help-phone"), {"number": "0612345678"})
        answer = hana.post(page("help-phone"), {"number": "+31612345678", "code": self.code()})

        assert answer.status_code == 409
        assert "hoort al bij een ander account" in text(answer)
        assert (owner.phone_number, HelpVisit.objects.get().family.user.phone_number) == ("+31612345678", "")

    def test_three_codes_a_visit(self, made, desk, hana):
        begin(desk, hana)
        answers = [hana.post(page("help-phone"), {"number": f"061234567{n}"}).status_code for n in range(4)]

        assert answers == [200, 200, 200, 429]
