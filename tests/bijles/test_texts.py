"""Letters to a family that has a phone alone: short texts with a link, without a child, a subject or a place."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from bijles.services import telling
from ndt.jobs.models import Job
from ndt.mail import rendering
from ndt.mail.letters import Letter
from ndt.people import phones
from tests.bijles.city import city
from tests.house.tree import ROOT

FOLDER = ROOT / "templates" / "emails" / "bijles"
TO_FAMILIES = ("asks", "booked", "helped", "lesson_dropped", "message", "offered", "pass_released", "reminder")
GSM = re.compile(r"[ -~\u00e9\u00eb\n]*")


@pytest.mark.parametrize("letter", TO_FAMILIES)
def test_a_letter_to_a_family_has_a_short_text_that_names_nobody(letter):
    source = (FOLDER / f"{letter}.sms.txt").read_text(encoding="utf-8")

    used = set(re.findall(r"{{ ([a-z_]+) }}", source))
    assert used <= {"mine_url", "lesson_url", "talk_url", "front_url", "site_url", "page"}
    assert any(name.endswith("_url") for name in used)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("letter", TO_FAMILIES)
def test_a_text_is_one_line_of_one_message(letter, language):
    site = "https://onderwijsheid.example"
    context = {"mine_url": f"{site}/bijles/mijn/", "lesson_url": f"{site}/bijles/les/12345/"}
    context |= {"talk_url": f"{site}/bijles/les/12345/berichten/", "front_url": f"{site}/bijles/"}
    written = rendering.render_text(Letter(to="x", template=f"bijles/{letter}", context=context, language=language))

    assert GSM.fullmatch(written), "other signs make a text cost double"
    assert "\n" not in written
    assert len(written) <= 160


@pytest.mark.django_db
def test_a_family_with_a_phone_gets_a_text_when_its_lessons_stand(settings):
    settings.SMS_URL = "demo:"
    made, now = city(), timezone.now()
    parent = phones.account_of(number="+31612345678", language="nl", now=now)
    lesson = made.booked(made.child(user=parent))

    assert telling.asks(lesson)

    written = [job.payload["template"] for job in Job.objects.filter(kind="phone.letter").order_by("created_at")]
    assert written == ["bijles/booked", "bijles/asks"]
    assert not Job.objects.filter(kind="mail.send").exists()
    assert not Job.objects.filter(payload__icontains="612345678").exists(), "the number stands in no job"
