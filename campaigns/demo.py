"""A campaign that has been running for some weeks, and one that got its answer. All people are invented."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from campaigns.core import tokens
from campaigns.core.signing import CONSENT_VERSION
from campaigns.models import Petition, PetitionText, Signature
from campaigns.models.signature import State
from campaigns.services import counting, petitions
from campaigns.services.petitions import Words
from campaigns.services.signing import block_hash
from ndt.mail.addresses import mailbox

FIRST_NAMES = [
    "Amina",
    "Bram",
    "Coby",
    "Daan",
    "Eva",
    "Fatima",
    "Gijs",
    "Hanna",
    "Ibrahim",
    "Joke",
    "Karim",
    "Lotte",
    "Mohammed",
    "Noor",
    "Olga",
    "Pieter",
    "Quirine",
    "Rachid",
    "Saskia",
    "Tijn",
    "Ümit",
    "Vera",
    "Willem",
    "Xena",
    "Yusuf",
    "Zoë",
    "Anouk",
    "Bas",
    "Chayenne",
    "Dewi",
    "Emre",
    "Femke",
    "Guus",
    "Halima",
    "Ilse",
    "Jan",
    "Kees",
    "Leila",
    "Marieke",
    "Nadia",
]
SURNAMES = [
    "de Vries",
    "Jansen",
    "van den Berg",
    "Bakker",
    "Visser",
    "Smit",
    "Meijer",
    "Mulder",
    "Bos",
    "Vos",
    "Peters",
    "Hendriks",
    "van Leeuwen",
    "Dekker",
    "Brouwer",
    "de Wit",
    "Dijkstra",
    "Yılmaz",
    "El Amrani",
    "Kaya",
    "Nguyen",
    "Kowalski",
    "Tesfaye",
    "'t Hart",
    "van der Heijden",
    "Bouzidi",
    "Pinas",
    "Wongsodikromo",
]
PLACES = [
    "Amsterdam",
    "Rotterdam",
    "Den Haag",
    "Utrecht",
    "Eindhoven",
    "Groningen",
    "Tilburg",
    "Almere",
    "Breda",
    "Nijmegen",
    "Apeldoorn",
    "Arnhem",
    "Haarlem",
    "Enschede",
    "Amersfoort",
    "Zaandam",
    "'s-Hertogenbosch",
    "Zwolle",
    "Leiden",
    "Leeuwarden",
    "Maastricht",
    "Dordrecht",
    "Ede",
    "Delft",
    "Alkmaar",
    "Venlo",
]
FIRST_WORDS = Words(
    we="ouders, leraren en leerlingen",
    observe=(
        "Ouders met geld kopen bijles en examentraining voor hun kind.\n"
        "Kinderen van ouders met weinig geld krijgen die hulp niet.\n"
        "Zo hangt je kans op school af van de portemonnee van je ouders."
    ),
    request="Geef scholen genoeg tijd en leraren om elk kind goed te helpen.",
)
WORDS = Words(
    we=FIRST_WORDS.we,
    observe=FIRST_WORDS.observe,
    request=(
        f"{FIRST_WORDS.request}\n"
        "Maak bijles gratis voor elk kind dat het nodig heeft, zolang bijles nodig is.\n"
        "Maak binnen een jaar een plan, samen met ouders, leraren en leerlingen."
    ),
)


def load(now: datetime, rng: random.Random) -> Iterator[str]:
    """Write both petitions with their signatures."""
    opened = now - timedelta(days=24)
    petition = Petition.objects.create(
        slug="kansen-te-koop",
        title="Kansen te koop",
        slogan="Maar alleen voor rijke ouders",
        addressee="de Tweede Kamer",
        goal=5_000,
        opens_at=opened,
        closes_at=now + timedelta(days=60),
        created_at=opened,
    )
    first = petitions.write_text(petition=petition, words=FIRST_WORDS, now=opened)
    petitions.open_for_signing(petition=petition)
    _sign(petition, first, rng, number=412, since=opened, until=opened + timedelta(days=6))
    second = petitions.write_text(petition=petition, words=WORDS, now=opened + timedelta(days=6))
    _sign(petition, second, rng, number=2_431, since=opened + timedelta(days=6), until=now)
    yield "2.843 handtekeningen onder Kansen te koop"
    school = {"hold": True, "block": block_hash("192.0.2.44"), "signals": ["fast"]}
    _sign(petition, second, rng, number=18, since=now - timedelta(hours=5), until=now, state=State.HELD, **school)
    _sign(petition, second, rng, number=137, since=now - timedelta(days=9), until=now, state=State.PENDING)
    yield "18 handtekeningen om te controleren"
    _answered(now, rng)
    counting.fold()
    yield "een petitie met een antwoord"


def _answered(now: datetime, rng: random.Random) -> None:
    opened, closed = now - timedelta(days=300), now - timedelta(days=210)
    petition = Petition.objects.create(
        slug="huiswerk-op-school",
        title="Huiswerk op school",
        slogan="Niet elk kind heeft thuis een tafel",
        addressee="de gemeenteraad van Amsterdam",
        goal=1_000,
        opens_at=opened,
        closes_at=closed,
        created_at=opened,
    )
    words = Words(
        we="ouders uit de buurt",
        observe="Niet elk kind kan thuis rustig leren.\nHulp bij huiswerk kost vaak geld.",
        request="Open na schooltijd in elke buurt een rustige plek met begeleiding.",
    )
    text = petitions.write_text(petition=petition, words=words, now=opened)
    petitions.open_for_signing(petition=petition)
    _sign(petition, text, rng, number=1_106, since=opened, until=closed)
    petitions.close(petition=petition, now=closed)
    petitions.deliver(petition=petition, now=closed + timedelta(days=14))
    petitions.publish_answer(
        petition=petition,
        answered_by="Wethouder Onderwijs (voorbeeld, niet van de gemeente)",
        words=(
            "Wij hebben uw petitie gelezen en met ouders gesproken. "
            "In zes buurten gaat na de zomer een school open tot 18 uur. "
            "Er is begeleiding en er is iets te eten. Het kost ouders niets."
        ),
        answered_on=(closed + timedelta(days=60)).date(),
        now=closed + timedelta(days=60),
    )


def _sign(
    petition: Petition,
    text: PetitionText,
    rng: random.Random,
    *,
    number: int,
    since: datetime,
    until: datetime,
    state: State = State.CONFIRMED,
    **facts: Any,
) -> None:
    moments = sorted(since + (until - since) * rng.random() ** 0.8 for _ in range(number))
    Signature.objects.bulk_create(_signature(petition, text, rng, at=at, state=state, **facts) for at in moments)


def _signature(
    petition: Petition, text: PetitionText, rng: random.Random, *, at: datetime, state: State, **facts: Any
) -> Signature:
    name = f"{rng.choice(FIRST_NAMES)} {rng.choice(SURNAMES)}"
    email = f"ondertekenaar{rng.randrange(10**9)}@ouders.example"
    return Signature(
        petition=petition,
        text=text,
        text_digest=text.digest,
        mailbox=mailbox(email),
        name=name,
        email=email,
        place=rng.choice(PLACES),
        consent_version=CONSENT_VERSION,
        show_name=rng.random() < 0.4,
        deliver_name=rng.random() < 0.7,
        keep_informed=rng.random() < 0.3,
        state=state,
        receipt=tokens.receipt_number(rng),
        created_at=at,
        confirmed_at=None if state == State.PENDING else at + timedelta(minutes=rng.randrange(1, 90)),
        **facts,
    )
