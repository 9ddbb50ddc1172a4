"""What a citizen's browser, a link scanner and a crowd get."""

import json
from datetime import timedelta

import pytest
from django.core import signing as signed
from django.utils import timezone

from campaigns import links
from campaigns.links import Purpose
from campaigns.models import Intake, Petition, Signature
from campaigns.models.signature import State
from campaigns.services import petitions
from campaigns.views import count
from ndt.jobs.models import Job
from tests.campaigns import factories

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Amina el Amrani",
    "email": "amina@ouders.example",
    "place": "1012 AB",
    "age": "16",
    "consent": "on",
}


@pytest.fixture(autouse=True)
def _fresh_number():
    count._remembered.clear()


def start(petition, *, seconds_ago=30):
    text = petition.texts.order_by("-number").first()
    at = timezone.now() - timedelta(seconds=seconds_ago)
    return signed.dumps([text.pk, int(at.timestamp())], salt="campaigns.sign")


def sign(client, petition, **facts):
    return client.post(f"/petitie/{petition.slug}/teken/", FORM | {"started": start(petition)} | facts)


def sent():
    return Job.objects.get(kind="campaigns.intake").payload


def pending(petition):
    return factories.signature(petition, state=State.PENDING)


def address(signature, purpose):
    path = {"confirm": "bevestig", "withdraw": "intrekken", "not-me": "dit-was-ik-niet", "thanks": "bedankt"}[purpose]
    return f"/petitie/{signature.petition.slug}/{path}/{links.token(Purpose(purpose), signature.public_id)}/"


def test_a_sent_form_leads_to_the_mailbox_page_and_leaves_no_person_in_the_intake(client, petition):
    response = sign(client, petition)

    assert response.status_code == 302
    assert response["Location"] == f"/petitie/{petition.slug}/kijk-in-uw-mail/"
    assert sent()["form"]["place"] == "1012 AB"
    assert Intake.objects.count() == 1


@pytest.mark.parametrize("state", ["new", "pending", "confirmed", "withdrawn", "alias"])
def test_status_cookies_and_body_are_the_same_for_every_address(client, petition, state):
    known = factories.handled(petition, email="amina@gmail.com")
    if state in {"confirmed", "withdrawn"}:
        Signature.objects.filter(pk=known.pk).update(state=state, confirmed_at=timezone.now())
    email = {"new": "other@gmail.com", "alias": "a.mina+x@googlemail.com"}.get(state, "amina@gmail.com")

    response = sign(client, petition, email=email)
    page = client.get(response["Location"])

    assert response.status_code == 302
    assert response.content == b""
    # browser id, dot, intake id, and Django's mark of time and signature: as long for everybody
    assert {name: len(morsel.value) for name, morsel in response.cookies.items()} == {"aanvraag": 120}
    assert "Kijk nu in uw mail" in page.content.decode()
    assert "al getekend" not in page.content.decode()


def test_the_form_signs_the_version_it_showed(client, petition):
    begun = start(petition)
    first = petition.texts.get()
    factories.signature(petition)
    petitions.write_text(
        petition=petition, words=petitions.Words("wij", "iets anders", "iets nieuws"), now=timezone.now()
    )

    sign(client, petition, started=begun)

    assert sent()["form"]["text"] == first.pk


def test_a_forged_start_is_a_signal_and_not_a_refusal(client, petition):
    assert sign(client, petition, started="forged").status_code == 302
    assert sent()["signals"] == ["no-start"]


def test_honeypot_and_haste_are_signals(client, petition):
    sign(client, petition, website="http://casino.example", started=start(petition, seconds_ago=0))

    assert sent()["signals"] == ["honeypot", "fast"]


def test_someone_younger_leaves_nothing(client, petition):
    response = sign(client, petition, age="young")

    assert response["Location"].endswith("/jonger-dan-16/")
    assert not Intake.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Vul uw naam in"),
        ("name", "koop op casino.com", "webadres"),
        ("email", "amina", "klopt niet"),
        ("email", "", "Vul uw e-mailadres in"),
        ("place", "0000 AA", "postcode"),
        ("age", "", "hoe oud"),
        ("consent", "", "vinkje"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(client, petition, field, typed, words):
    response = sign(client, petition, **{field: typed})

    assert response.status_code == 422
    assert any(words in error for error in response.context["form"].errors[field])
    assert not Intake.objects.exists()


@pytest.mark.parametrize("junk", ["\x00", "a" * 5000, "‮", "=cmd()", "<script>"])
def test_hostile_text_is_an_answer_and_never_a_500(client, petition, junk):
    for field in FORM:
        assert sign(client, petition, **{field: junk}).status_code in {302, 422}


def test_a_closed_or_paused_petition_says_so(client, petition):
    petitions.pause(petition=petition, paused=True)
    assert sign(client, petition).status_code == 503

    petitions.close(petition=petition, now=timezone.now())
    assert sign(client, petition).status_code == 409


@pytest.mark.parametrize("purpose", ["confirm", "withdraw", "not-me", "thanks"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_scanners_change_nothing(client, petition, purpose, method):
    signature = pending(petition)

    for _ in range(5):
        response = getattr(client, method)(address(signature, purpose), headers={"sec-purpose": "prefetch"})

    assert response.status_code == 200
    signature.refresh_from_db()
    assert signature.state == State.PENDING
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("purpose", ["confirm", "withdraw", "not-me", "thanks"])
def test_pages_of_links_keep_their_address_to_themselves(client, petition, purpose):
    response = client.get(address(pending(petition), purpose))

    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["bevestig", "intrekken", "dit-was-ik-niet", "bedankt"])
@pytest.mark.parametrize("token", ["x", "A" * 40, "a" * 400, "é", "%00"])
def test_a_wrong_link_shows_the_petition_with_a_plain_sentence(client, petition, path, token):
    response = client.get(f"/petitie/{petition.slug}/{path}/{token}/")

    assert response.status_code == 404
    assert "Deze link werkt niet" in response.content.decode()


def test_confirming_twice_thanks_twice_and_counts_once(client, petition):
    signature = pending(petition)

    for _ in range(2):
        assert client.post(address(signature, "confirm"))["Location"] == address(signature, "thanks")

    assert Signature.objects.counted().count() == 1


def test_the_number_is_one_small_answer_that_may_be_cached(client, petition):
    factories.signature(petition)

    response = client.get(f"/petitie/{petition.slug}/aantal.json")
    again = client.get(f"/petitie/{petition.slug}/aantal.json", headers={"if-none-match": response["ETag"]})

    assert json.loads(response.content) == {"number": 1, "percent": 0, "poll": 10}
    assert response["Cache-Control"] == "public, max-age=1, stale-if-error=60"
    assert "Set-Cookie" not in response.headers
    assert again.status_code == 304


def test_a_crowd_asks_the_database_once_a_second(client, petition, django_assert_num_queries):
    client.get(f"/petitie/{petition.slug}/aantal.json")

    with django_assert_num_queries(0):
        for _ in range(50):
            client.get(f"/petitie/{petition.slug}/aantal.json")


def test_the_petition_page_sets_no_cookie_and_few_queries(client, petition, django_assert_max_num_queries):
    for _ in range(20):
        factories.signature(petition, show_name=True)

    with django_assert_max_num_queries(7):
        response = client.get(f"/petitie/{petition.slug}/")

    assert not response.cookies


def test_the_page_shows_no_street_of_a_signer(client, petition):
    factories.signature(petition, show_name=True, place="1012 AB", name="Bram")

    page = client.get(f"/petitie/{petition.slug}/").content.decode()

    assert "Bram" in page
    assert "1012 AB" not in page


def test_the_page_says_which_version_how_many_people_signed(client, petition):
    for _ in range(3):
        factories.signature(petition)
    petitions.write_text(petition=petition, words=petitions.Words("a", "b", "c"), now=timezone.now())
    factories.signature(petition)

    page = " ".join(client.get(f"/petitie/{petition.slug}/").content.decode().split())

    assert "Versie 1: 3 handtekeningen." in page
    assert "Versie 2: 1 handtekening." in page


def test_a_draft_is_invisible(client):
    draft = factories.petition(state="draft")

    for path in ("", "teken/", "aantal.json", "insluiten/", "poster.pdf"):
        assert client.get(f"/petitie/{draft.slug}/{path}").status_code == 404


def test_other_sites_may_frame_the_embed_and_nothing_else(client, petition):
    embed = client.get(f"/petitie/{petition.slug}/insluiten/")
    page = client.get(f"/petitie/{petition.slug}/")

    assert "frame-ancestors https:" in embed["Content-Security-Policy"]
    assert "X-Frame-Options" not in embed.headers
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_not_me_by_mistake_can_be_undone_on_the_page(client, petition):
    signature = factories.handled(petition)
    done = client.post(address(signature, Purpose.NOT_ME))

    client.post(f"/petitie/{petition.slug}/toch-mail/", {"again": done.context["again"]})

    assert factories.handled(petition) is not None
    assert Petition.objects.count() == 1
