"""From a code to an advice without JavaScript, and the desks beside it."""

import io
from datetime import date

import pytest
from django.urls import reverse

from ndt.jobs.models import Job
from opleiding import links
from opleiding.models import Agreement, Batch, Rules, Trainer, Use
from opleiding.services import profile
from tests import clock
from tests.house.roles import log_in
from tests.opleiding import factories
from tests.opleiding.factories import NOON, PDF

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"opleiding:{name}", args=args)


@pytest.fixture
def bram(client):
    found = factories.user(name="Bram")
    log_in(client, found)
    return found


def answer(client, slug, **typed):
    return client.post(url("question", slug), {"action": "next"} | typed)


def test_from_a_code_to_an_advice_and_a_letter(client, bram, monkeypatch):
    clock.starts_at(NOON, monkeypatch)
    factories.offering(deadline=date(2027, 6, 1), starts_on=date(2027, 9, 1))
    (code,) = factories.codes(1, now=NOON)
    study, subject = factories.study_programme(), factories.subject()

    assert client.post(url("begin"), {"code": code.lower()}).url == url("invitation", links.shown(code))
    assert client.post(url("invitation", code)).url == url("question", "studie")
    answer(client, "studie", programme=study.pk, level="master", ec="120", finished_on="2026-08-31", mean_grade="7,5")
    answer(client, "ervaring", subject=subject.pk, level="upper", hours="140")
    answer(client, "lesgeven", didactic_hours="24")
    answer(client, "werk", wish="hybrid")
    answer(client, "reizen", pc4="4950 AB", mode="bike", most_minutes="60")
    answer(client, "start", starts=["autumn"], languages=["nl"])
    answer(client, "doelen", goals=["teaching"])
    assert answer(client, "toestemming", uses=["advice"]).url == url("mine")

    page = client.post(url("make-advice"), follow=True)

    assert "Je gaf 140 uur wiskunde" in page.content.decode()
    assert client.get(url("letter", 1)).content.startswith(b"%PDF-")
    found = Trainer.objects.get()
    assert (found.pc4, found.step, float(found.studies.get().mean_grade)) == ("4950", 8, 7.5)


def test_somebody_stops_and_goes_on_where_the_questions_ended(client, bram):
    factories.trainer(user=bram)
    answer(client, "lesgeven", didactic_hours="8")

    page = client.get(url("mine")).content.decode()

    assert "Wat je invulde, is bewaard." in page
    assert url("question", "werk") in page


def test_wrong_answers_are_named_and_kept_on_the_page(client, bram):
    factories.trainer(user=bram)

    page = answer(client, "reizen", pc4="12", mode="bike")

    assert page.status_code == 422
    assert "Schrijf vier cijfers, zoals 3511." in page.content.decode()
    assert 'value="12"' in page.content.decode()


def test_a_row_goes_and_only_from_ones_own_profile(client, bram):
    mine, others = factories.study(factories.trainer(user=bram)), factories.study(factories.trainer())

    assert client.post(url("drop", "studie", others.pk)).status_code == 404
    client.post(url("drop", "studie", mine.pk))

    assert not Trainer.objects.get(user=bram).studies.exists()


def test_an_erased_profile_leaves_nothing_but_a_used_code(client, bram):
    (code,) = factories.codes(1, now=factories.today())
    client.post(url("invitation", code))

    client.post(url("erase"))

    assert not Trainer.objects.exists()
    assert client.get(url("invitation", code)).status_code == 410


def test_opening_an_invitation_uses_nothing(client, bram):
    (code,) = factories.codes(1, now=factories.today())

    client.get(url("invitation", code))

    assert not Trainer.objects.exists()


def test_an_institute_makes_codes_and_takes_them_along(client, ilse):
    made = client.post(url("codes"), {"title": "Mei 2027", "size": "3"})
    batch = Batch.objects.get()

    lines = client.get(url("codes-csv", batch.pk)).content.decode("utf-8-sig").splitlines()

    assert made.url == url("batch", batch.pk)
    assert lines[0] == "nummer,code,link"
    assert [line.split(",")[1].replace("-", "") for line in lines[1:]] == factories.codes_of(batch)


def test_a_file_with_a_bad_row_is_refused_whole_and_nobody_is_mailed(client, ilse):
    file = io.BytesIO(b"naam,email\nBram,bram@voorbeeld.example\nTess,tess\n")
    file.name = "trainers.csv"

    page = client.post(url("mailing"), {"title": "Mei", "file": file})

    assert page.status_code == 422
    assert "Rij 3, kolom 2: dit is geen mailadres." in page.content.decode()
    assert not Job.objects.filter(kind="mail.send").exists()
    assert not Batch.objects.exists()


def test_an_agreement_is_a_pdf_and_is_given_back_as_it_was(client, ilse):
    standing = Agreement.objects.get()
    client.post(url("revoke", standing.pk), {"why": "Een nieuwe"})
    facts = {
        "party": "processor",
        "purpose": "Uitnodigen",
        "ground": "consent",
        "retention_days": "30",
        "since": "2026-11-01",
    }

    def place(content):
        file = io.BytesIO(content)
        file.name = "overeenkomst.pdf"
        return client.post(url("agree"), facts | {"file": file})

    assert "Dit is geen hele PDF." in place(b"geen pdf").content.decode()
    assert place(PDF).url == url("institute")
    placed = Agreement.objects.get(revoked_at=None)
    assert client.get(url("signed", placed.pk)).content == PDF


def test_an_institute_sees_nothing_of_another(client, ilse):
    other = factories.agreement()
    factories.codes(1, institute=other.institute, now=factories.today())

    for name, number in (("batch", Batch.objects.get().pk), ("signed", other.pk), ("revoke", other.pk)):
        assert client.get(url(name, number)).status_code == 404


def test_an_institute_confirms_hours_of_those_who_let_it(client, ilse):
    shy, open_ = factories.trainer(institute=ilse), factories.trainer(institute=ilse)
    profile.allow(trainer=open_, uses=[Use.INSTITUTE], visible_to=[], now=NOON)
    hidden, shown = factories.experience(shy), factories.experience(open_)

    assert client.post(url("confirm", hidden.pk), {"hours": "140"}).status_code == 404
    client.post(url("confirm", shown.pk), {"hours": "140"})

    assert (hidden.is_confirmed, type(shown).objects.get(pk=shown.pk).is_confirmed) == (False, True)


def test_rules_on_which_an_advice_rests_stay_as_they_are(client, petra):
    of = factories.programme(university=petra)
    version = factories.rules(of)
    factories.offering(programme=of)
    trainer = factories.advised()
    typed = {
        "version": "anders",
        "since": "2026-11-01",
        "source": factories.SOURCE,
        "seen_on": "2026-11-01",
    }

    page = client.post(url("rules", version.pk), typed)

    assert trainer.advices.exists()
    assert "Op deze versie rust al een advies." in page.content.decode()
    assert Rules.objects.get().version == version.version


def test_a_university_sees_who_chose_it_and_no_name(client, petra):
    seen, hidden = factories.trainer(), factories.trainer()
    factories.experience(seen, hours=141)
    factories.experience(hidden, hours=59)
    profile.allow(trainer=seen, uses=[Use.PROGRAMMES], visible_to=[petra], now=NOON)
    profile.allow(trainer=hidden, uses=[], visible_to=[petra], now=NOON)

    page = client.get(url("university")).content.decode()

    assert "141 uur" in page
    assert "59 uur" not in page
    assert seen.user.name not in page.split("<main")[1]
