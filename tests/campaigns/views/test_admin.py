"""The desk for operators: what was signed stays, and nobody browses through people."""

import pytest
from django.contrib import admin
from django.urls import reverse

from campaigns.models import Answer, Consent, Petition, PetitionText, Signature, TrustedBlock
from campaigns.models.signature import State
from campaigns.services import moderation
from tests.campaigns import factories
from tests.house.roles import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(db):
    return World("campaigns").browser("operator")


def page(olga, model, what="changelist", *args):
    return olga.get(reverse(f"admin:campaigns_{model._meta.model_name}_{what}", args=args))


def save(olga, petition, **facts):
    form = page(olga, Petition, "change", petition.pk).context["adminform"].form
    typed = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if name in {"opens_at", "closes_at"}:
            typed |= {f"{name}_0": f"{value:%Y-%m-%d}" if value else "", f"{name}_1": f"{value:%H:%M}" if value else ""}
        else:
            typed[name] = "" if value is None else value
    address = reverse("admin:campaigns_petition_change", args=[petition.pk])
    return olga.post(address, typed | {"history_reason": "Verbeterd"} | facts)


@pytest.mark.parametrize("model", [PetitionText, Consent, Signature])
def test_what_people_signed_can_only_be_read(olga, petition, model):
    factories.signature(petition)
    row = model.objects.first()

    assert page(olga, model).status_code == 200
    assert page(olga, model, "change", row.pk).status_code == 200
    assert page(olga, model, "add").status_code == 403
    for what in ("change", "delete"):
        address = reverse(f"admin:campaigns_{model._meta.model_name}_{what}", args=[row.pk])
        assert olga.post(address, {"post": "yes"}).status_code == 403


def test_the_title_of_an_open_petition_stays_as_people_signed_it(olga, petition):
    assert save(olga, petition, title="Iets anders", goal="500").status_code == 302

    petition.refresh_from_db()
    assert (petition.title, petition.goal) == ("Kansen Te Koop", 500)


def test_a_draft_that_gets_another_title_gets_a_fitting_fingerprint(olga):
    draft = factories.petition(state="draft")

    assert save(olga, draft, title="Kansen voor iedereen").status_code == 302

    draft.refresh_from_db()
    text = draft.texts.get()
    assert draft.title == "Kansen voor iedereen"
    assert text.digest == text.compute_digest()


def test_a_new_petition_starts_as_a_draft(olga):
    olga.post(
        reverse("admin:campaigns_petition_add"),
        {"slug": "nieuw", "title": "Nieuw", "slogan": "Leus", "addressee": "de gemeente", "goal": "100",
         "opens_at_0": "2026-12-01", "opens_at_1": "09:00", "poll_seconds": "10", "retention_days": "365"},
    )  # fmt: skip

    assert Petition.objects.get(slug="nieuw").state == "draft"


def test_a_signature_is_found_by_its_receipt_number_and_by_nothing_else(olga, petition):
    signer = factories.signature(petition, name="Zoë Ysbrand", email="zoe@ouders.example")
    factories.signature(petition)

    def found(words):
        return list(olga.get(reverse("admin:campaigns_signature_changelist"), {"q": words}).context["cl"].queryset)

    assert found(signer.receipt) == [signer]
    assert found(signer.receipt.lower()) == [signer]
    assert [found(words) for words in ("Zoë", "zoe@ouders.example", signer.receipt[:4])] == [[], [], []]


def test_no_page_about_signatures_shows_who_it_is(olga, petition):
    signer = factories.signature(
        petition, state=State.HELD, name="Zoë Ysbrand", email="zoe@ouders.example", place="9999 ZZ"
    )

    for shown in (page(olga, Signature), page(olga, Signature, "change", signer.pk)):
        words = shown.content.decode()
        assert signer.receipt in words
        assert not [trace for trace in ("Ysbrand", "zoe@ouders", "9999 ZZ", signer.mailbox) if trace in words]


def test_trust_can_be_taken_back_and_is_given_on_the_teams_own_screen(olga, petition, now):
    trusted = moderation.trust(address="192.0.2.9", reason="Een school", days=7, now=now)

    assert page(olga, TrustedBlock, "add").status_code == 403
    answer = olga.post(reverse("admin:campaigns_trustedblock_delete", args=[trusted.pk]), {"post": "yes"})

    assert answer.status_code == 302
    assert not TrustedBlock.objects.exists()


def test_every_model_here_that_people_need_has_a_desk():
    desks = {model for model in admin.site._registry if model._meta.app_label == "campaigns"}

    assert desks == {Petition, PetitionText, Consent, TrustedBlock, Answer, Signature}
