"""Following a report: nobody gets a mail without saying yes, and everybody can stop."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from ndt.jobs.models import Job
from ndt.mail import rendering
from ndt.mail.letters import Letter
from ndt.people import services as people
from ndt.reports import registry
from ndt.reports.core.rhythm import Rhythm
from ndt.reports.models import Subscription
from ndt.reports.services import following, rounds
from tests.house.roles import log_in
from tests.ndt.reports import papers
from tests.ndt.reports.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AMINA = "amina@voorbeeld.example"


def letters(template: str) -> list[Letter]:
    jobs = Job.objects.filter(kind="mail.send", payload__template=f"reports/{template}").order_by("created_at")
    return [Letter(**job.payload) for job in jobs]


def ask(
    email: str = AMINA,
    *,
    rhythm: Rhythm = Rhythm.MONTHLY,
    block: str = "192.0.2.1",
    place: str = "",
    now: datetime = NOW,
) -> None:
    following.ask(
        report=registry.report("open"), municipality=place, email=email, rhythm=rhythm, language="nl", block=block,
        now=now,
    )  # fmt: skip


def path_of(letter: Letter) -> str:
    return urlsplit(letter.context["url"]).path


def test_a_visitor_follows_after_opening_the_mailed_link_and_pressing_the_button(client):
    form = client.post(reverse("reports:follow", args=["open"]), {"email": AMINA, "rhythm": "monthly"})
    (letter,) = letters("confirm")
    shown = client.get(path_of(letter))
    before = Subscription.objects.get().confirmed_at

    pressed = client.post(path_of(letter))

    assert form["Location"] == reverse("reports:asked")
    assert shown.status_code == 200
    assert shown["Referrer-Policy"] == "no-referrer"
    assert before is None
    assert pressed["Location"] == reverse("reports:begun")
    assert Subscription.objects.get().confirmed_at is not None


def test_nobody_gets_figures_without_saying_yes():
    ask()

    assert rounds.send_due(NOW + DAY) == 0
    assert letters("edition") == []


def test_errors_stand_at_their_field(client):
    answer = client.post(reverse("reports:follow", args=["open"]), {"email": "geen adres"})

    assert answer.status_code == 422
    assert "naam@voorbeeld.nl" in answer.content.decode()
    assert "Kies hoe vaak u een mail wilt." in answer.content.decode()


def test_a_stranger_cannot_change_a_subscription_by_asking_again():
    ask()
    following.confirm(token=letters("confirm")[0].context["url"].rsplit("/", 2)[1], now=NOW)

    ask(rhythm=Rhythm.CHANGE)

    assert Subscription.objects.get().rhythm == Rhythm.MONTHLY


def test_one_mailbox_gets_three_mails_a_day_and_the_answer_stays_the_same():
    for number in range(5):
        ask(block=f"192.0.2.{number}", now=NOW + timedelta(minutes=number))

    assert len(letters("confirm")) == 3


def test_one_place_cannot_ask_for_everybody():
    for number in range(following.PER_BLOCK):
        ask(f"mens{number}@voorbeeld.example")

    with pytest.raises(following.TooMany):
        ask("nog-een@voorbeeld.example")


def test_a_wrong_or_old_link_begins_nothing(client):
    answer = client.get(reverse("reports:confirm", args=["verzonnen"]))

    assert answer.status_code == 404
    assert "Deze link werkt niet meer" in answer.content.decode()


def test_an_account_follows_at_once_with_its_own_address(client, eva):
    log_in(client, eva)

    answer = client.post(reverse("reports:follow", args=["dicht"]), {"rhythm": "change"}, follow=True)

    kept = Subscription.objects.get()
    assert (kept.email, kept.user, kept.rhythm) == (eva.email, eva, "change")
    assert "U volgt dit rapport nu per mail." in answer.content.decode()


def test_an_account_without_a_mailbox_is_asked_for_an_address(client):
    log_in(client, people.make_without_mailbox(language="nl"))
    page = reverse("reports:follow", args=["open"])

    assert "zonder-mail" not in client.get(page).content.decode()
    assert client.post(page, {"rhythm": "monthly"}).status_code == 422
    answer = client.post(page, {"email": AMINA, "rhythm": "monthly"})
    assert answer.url == reverse("reports:asked")


def test_a_monthly_follower_gets_one_mail_a_month(eva):
    follow(eva, Rhythm.MONTHLY)

    sent = [rounds.send_due(NOW + step * DAY) for step in (0, 1, 5, 8, 30)]

    assert sent == [1, 0, 0, 1, 0]  # 24 November, then 2 December


def test_a_follower_of_changes_hears_when_the_figures_change(eva):
    follow(eva, Rhythm.CHANGE)
    rounds.send_due(NOW)
    same = rounds.send_due(NOW + DAY)
    papers.changing["figure"] = 2

    assert same == 0
    assert rounds.send_due(NOW + 2 * DAY) == 1


def test_a_mail_brings_the_finding_and_a_way_to_stop(eva):
    kept = follow(eva, Rhythm.MONTHLY, municipality="Nergenshuizen")
    rounds.send_due(NOW)

    (letter,) = letters("edition")
    words = rendering.render(letter)
    assert words.subject == "1 op de 9 in Nergenshuizen"
    assert "gemeente=Nergenshuizen" in words.text
    assert letter.unsubscribe
    following.stop(str(kept.pk), NOW)
    assert rounds.send_due(NOW + 40 * DAY) == 0


def test_a_closed_report_mails_only_a_link(eva):
    follow(eva, Rhythm.MONTHLY, slug="dicht")
    rounds.send_due(NOW)

    (letter,) = letters("edition")
    assert letter.context["finding"] == ""
    assert letter.context["numbers"] == []
    assert "1 op de 9" not in rendering.render(letter).text


def test_who_is_no_policymaker_any_more_stops_following_a_closed_report(eva):
    follow(eva, Rhythm.MONTHLY, slug="dicht")
    eva.memberships.all().delete()

    assert rounds.send_due(NOW) == 0
    assert not Subscription.objects.exists()


def test_a_subscription_to_a_report_that_is_gone_ends(eva, reports):
    follow(eva, Rhythm.MONTHLY)
    del reports["open"]

    rounds.send_due(NOW)

    assert not Subscription.objects.exists()


def test_who_does_not_confirm_is_forgotten_after_a_week():
    ask()

    assert rounds.clean(NOW + 6 * DAY) == 0
    assert rounds.clean(NOW + 8 * DAY) == 1


def follow(user, rhythm: Rhythm, *, slug: str = "open", municipality: str = "") -> Subscription:
    return following.follow(
        user=user, report=registry.report(slug), municipality=municipality, rhythm=rhythm, now=NOW
    )  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_letter_can_be_written(eva, language):
    eva.language = language
    follow(eva, Rhythm.MONTHLY)
    ask()
    rounds.send_due(NOW)

    for letter in (*letters("confirm"), *letters("edition")):
        words = rendering.render(letter)
        assert letter.context["url"] in words.text
        assert letter.context["url"].replace("&", "&amp;") in words.html
