"""The pages of an exchange as its six or nine people and a coordinator use them. Where a form changes, only this does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.assembly_pages import heading
from tests.e2e.axe import too_wide, violations, violations_of_looks
from tests.e2e.mailbox import Mailbox
from wisselkracht.models import Applicant, Exchange, Moment, Review
from wisselkracht.services import minding

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def press(page: Page, button: str) -> None:
    """Press a button that sends a form."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


@dataclass
class Eyes:
    """Looks at the pages that come by, with axe: on a phone in the light, on a desk in the dark. Off: sees nothing."""

    on: bool
    pages: int = 0
    faults: list[str] = field(default_factory=list)

    def look(self, page: Page) -> None:
        if not self.on:
            return
        self.pages += 1
        page.set_viewport_size({"width": 320, "height": 844})
        self.faults += violations(page)
        self.faults += [f"scrolls sideways at 320 px: {page.url} because of {one}" for one in too_wide(page)]
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="dark")
        self.faults += [f"{fault} at 1280 px, dark" for fault in violations_of_looks(page)]
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light")


class Journey:
    """One exchange, from its proposal to its first evaluation.

    page: the phone on which each of its people opens the links of their own mail. desk: where the coordinator is.
    """

    def __init__(self, exchange: Exchange, mailbox: Mailbox, page: Page, desk: Page, eyes: Eyes) -> None:
        self.number, self.mailbox, self.page, self.desk, self.eyes = exchange.pk, mailbox, page, desk, eyes
        self.places = list(exchange.places.select_related("application__school", "teacher").order_by("number"))

    @property
    def state(self) -> str:
        return Exchange.objects.get(pk=self.number).state

    def people(self, role: str = "") -> list[Applicant]:
        """Give the people in the order of the places, or those in one role."""
        found = [one for place in self.places for one in place.application.people.order_by("role")]
        return [one for one in found if role in ("", one.role)]

    def open_mail(self, to: Applicant, words: str) -> None:
        """Follow the link in a mail to somebody's own page of the exchange."""
        mail = self.mailbox.wait_for(to.email, containing=words)
        # The path alone: what the days bring is written by the test, which does not know this site's address.
        self.page.goto(urlsplit(next(link for link in mail.links if "/ruil/" in link)).path)
        heading(self.page, "Jullie ruil")

    def take(self, to: Applicant, words: str, step: str, fill: Callable[[], None], button: str, *, look: bool) -> None:
        """Open a mail, go to a step, fill it in and press its button."""
        self.open_mail(to, words)
        if look:
            self.eyes.look(self.page)
        self.page.get_by_role("link", name=step, exact=True).click()
        fill()
        if look:
            self.eyes.look(self.page)
        press(self.page, button)
        expect(self.page.get_by_text("Het is vastgelegd.")).to_be_visible()

    def fill(self, page: Page | None = None, **fields: str) -> None:
        for name, value in fields.items():
            (page or self.page).locator(f"#id_{name}").fill(value)

    # The steps, in the order in which they come.

    def agree(self) -> None:
        """Everybody says yes, each by the link of an own mail; only the last yes makes it an exchange."""
        for place, person in enumerate(self.people()):
            assert self.state == "proposed"
            self.take(
                person, "Er is een ruil voor jullie gevonden", "Ja zeggen", lambda: heading(self.page, "Ja zeggen"),
                "Ja, ik doe mee", look=place == 0,
            )  # fmt: skip
        assert self.state == "accepted"

    def meet(self) -> None:
        """A teacher plans the meeting for today, and writes down what was agreed."""
        teacher, today = self.people("teacher")[0], timezone.localdate()
        plan = {"day": today.isoformat(), "hour": "15:30", "where": "De teamkamer"}
        self.take(
            teacher, "maak kennis", "Kennismaking plannen", lambda: self.fill(**plan), "Plan de kennismaking", look=True
        )  # fmt: skip
        expect(self.page.get_by_text("De teamkamer")).to_be_visible()
        self.take(
            teacher, "De kennismaking is gepland", "Kennismaking vastleggen",
            lambda: self.fill(notes="Wij kijken een week bij elkaar."), "Leg de kennismaking vast", look=True,
        )  # fmt: skip
        assert self.state == "met"

    def train(self) -> None:
        """The coordinator gives one teacher a training; who has it says that it is done."""
        first = self.places[0]
        self.desk.goto(reverse("wisselkracht:exchange", args=[self.number]))
        self.eyes.look(self.desk)
        self.desk.get_by_role("link", name="Scholing geven", exact=True).click()
        self.fill(self.desk, **{f"of_{first.pk}": "Werken met de leeslijst"})
        self.eyes.look(self.desk)
        press(self.desk, "Geef deze scholing")
        self.take(
            first.teacher, "Er staat scholing", "Scholing afronden",
            lambda: heading(self.page, "Scholing afronden"), "De scholing is klaar", look=True,
        )  # fmt: skip
        assert self.state == "trained"

    def choose_goals(self) -> None:
        """Every teacher chooses three goals."""
        for place, teacher in enumerate(self.people("teacher")):
            self.take(
                teacher, "Kies je leerdoelen", "Leerdoelen vastleggen", self._goals, "Bewaar deze leerdoelen",
                look=place == 0,
            )  # fmt: skip
        assert self.state == "goals-set"

    def _goals(self) -> None:
        for kind in ("own-school", "host-school", "personal"):
            self.page.locator(f"#id_theme_{kind}").select_option("nt2")
            self.fill(**{f"text_{kind}": "Elke week een les bekijken.", f"measure_{kind}": "Vier lessen in mei."})

    def make_agreement(self) -> None:
        """A director fills in the wizard: the period, then the work and the money of each teacher."""
        director = self.people("director")[0]
        self.open_mail(director, "Maak de overeenkomst")
        self.page.get_by_role("link", name="Overeenkomst maken", exact=True).click()
        heading(self.page, "De periode")
        self.eyes.look(self.page)
        press(self.page, "Ga verder")
        for number, _place in enumerate(self.places):
            self.fill(**{f"tasks_{number}": "Lessen van de groep.\nGesprekken met ouders."})
            self.page.locator(f"#id_vog_{number}").check()
            self.eyes.look(self.page)
            press(self.page, "Ga verder")
            heading(self.page, "Het geld voor het werk")
            self.fill(**{f"wage_{number}": "24000", f"fee_{number}": "24.000,00", f"travel_{number}": "9,20"})
            self.eyes.look(self.page)
            press(self.page, "Ga verder")
        heading(self.page, "Klopt alles?")
        self.eyes.look(self.page)
        press(self.page, "Maak de overeenkomst")
        expect(self.page.get_by_text("Het is vastgelegd.")).to_be_visible()
        assert self.state == "signing"

    def sign(self) -> bytes:
        """Everybody signs the version they see. Gives the agreement as the first of them opened it."""
        paper = b""
        for place, person in enumerate(self.people()):
            assert self.state == "signing"
            self.take(
                person, "Teken de overeenkomst", "Tekenen", lambda: self.page.locator("#id_agree").check(),
                "Teken de overeenkomst", look=place == 0,
            )  # fmt: skip
            if not paper:
                address = self.page.get_by_role("link", name="Open versie 1 (PDF)").get_attribute("href") or ""
                paper = self.page.request.get(address).body()
        assert self.state == "signed"
        return paper

    def look_back(self) -> list[Review]:
        """Weeks later the teacher, and the buddy and director of the host, answer the first evaluation."""
        moment = Moment.objects.filter(place=self.places[0]).order_by("opens_on")[0]
        host = self.places[1]
        reviewers = [self.people("teacher")[0], *host.application.people.exclude(role="teacher").order_by("role")]
        for place, person in enumerate(reviewers):
            self.take(person, "Hoe gaat de ruil?", "Terugkijken", self._review, "Verstuur", look=place == 0)
        return list(moment.reviews.order_by("role"))

    def _review(self) -> None:
        for radio in self.page.locator("input[type=radio][value='4'], input[type=radio][value='ja']").all():
            radio.check()
        for box in self.page.locator("main textarea").all():
            box.fill("Het gaat goed.")


def weeks_pass(number: int) -> None:
    """Let an exchange begin, and run until its first forms open: its days come nearer, for the clock stands still."""
    exchange = Exchange.objects.get(pk=number)
    moments = list(Moment.objects.filter(place__exchange=exchange))
    today, opens = timezone.localdate(), max(one.opens_on for one in moments if one.which == Moment.Which.WEEK_3)
    ahead = opens - today
    for name in ("starts_on", "ends_on"):
        setattr(exchange, name, getattr(exchange, name) - ahead)
    exchange.save(update_fields=["starts_on", "ends_on"])
    for one in moments:
        one.opens_on, one.remind_on, one.due_on = one.opens_on - ahead, one.remind_on - ahead, one.due_on - ahead
        one.save(update_fields=["opens_on", "remind_on", "due_on"])
    # What beat does every morning.
    minding.mind_one(number, now=timezone.now())


def term(today: date) -> tuple[date, date]:
    """Give a period ahead that lies in one school year."""
    first = today + timedelta(days=60)
    last = first + timedelta(weeks=18)
    return (
        (first, last)
        if not first < date(last.year, 8, 1) <= last
        else (date(last.year, 8, 31), date(last.year + 1, 1, 29))
    )
