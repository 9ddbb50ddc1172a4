"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from campaigns import emails, erasure, tasks
from campaigns.services import petitions
from ndt import history
from ndt.jobs import registry as jobs
from ndt.jobs.models import Priority
from ndt.mail import unsubscribe
from ndt.privacy import registry as privacy
from ndt.privacy.registry import Erase, Ground, Keyed, Personal
from ndt.reports import registry as reports
from ndt.web import registry

jobs.register("campaigns.intake", tasks.handle_intake, priority=Priority.URGENT)
jobs.register("campaigns.confirmed", tasks.handle_confirmed)
jobs.register("campaigns.forget", tasks.handle_forget)
jobs.register("campaigns.news", tasks.handle_news, priority=Priority.BULK)
jobs.daily("campaigns.remind", tasks.remind)
unsubscribe.register(emails.NEWS, title=_("nieuws over de petitie"), stop=petitions.stop_news)
jobs.daily("campaigns.numbers", tasks.check_numbers)

privacy.retention("campaigns.unconfirmed", tasks.forget_unconfirmed)
privacy.retention("campaigns.petitions", tasks.end_retention)

_UNTIL = _("Tot de bewaartermijn van de petitie om is. Niet bevestigd: drie weken.")


def _signer(purpose: privacy.Text) -> Personal:
    return Personal(
        purpose=purpose,
        ground=Ground.EXPLICIT_CONSENT,
        retention=_UNTIL,
        erase=Erase.BLANK,
        kept_by="campaigns.petitions",
    )


privacy.register(
    "campaigns.Signature",
    owner=Keyed("mailbox", "mailbox", clear="email"),
    about=_("mensen die een petitie tekenen"),
    shown=("petition",),
    name=_signer(_("weten wie tekent; tonen en aanbieden alleen met toestemming")),
    email=_signer(_("de handtekening laten bevestigen en de uitkomst melden")),
    place=_signer(_("laten zien waar de steun vandaan komt")),
    mailbox=Personal(
        purpose=_("elk mailadres hooguit twee keer laten tekenen"),
        ground=Ground.EXPLICIT_CONSENT,
        retention=_UNTIL,
        erase=Erase.TOMBSTONE,
        kept_by="campaigns.petitions",
    ),
    block=_signer(_("misbruik vanaf één internetadres herkennen")),
    signals=_signer(_("misbruik door programma's herkennen")),
    code_hash=_signer(_("de code uit de mail controleren")),
)
privacy.eraser("campaigns.Signature", erasure.erase_signatures)
privacy.register(
    "campaigns.FormLetter",
    owner=Keyed("mailbox", "mailbox"),
    about=_("mensen van wie iemand het mailadres invulde"),
    mailbox=Personal(
        purpose=_("een mailadres niet te veel mail sturen"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Eén jaar."),
        erase=Erase.ROW,
        kept_by="campaigns.unconfirmed",
    ),
)
privacy.register(
    "campaigns.Intake",
    owner=Keyed("signature__mailbox", "mailbox"),
    about=_("mensen die het formulier van een petitie sturen"),
    block=Personal(
        purpose=_("misbruik vanaf één internetadres herkennen"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Twee dagen."),
        erase=Erase.ROW,
        kept_by="campaigns.unconfirmed",
    ),
)
privacy.register(
    "campaigns.Verdict",
    owner="decided_by",
    about=_("wie handtekeningen controleert"),
    decided_by=Personal(
        purpose=_("kunnen nagaan wie een besluit nam"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Zo lang de handtekening bestaat."),
        erase=Erase.NULL,
    ),
    reason=Personal(
        purpose=_("kunnen uitleggen waarom een handtekening niet meetelt"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Zo lang de handtekening bestaat."),
        erase=Erase.SCRUB,
    ),
)
history.untracked("campaigns.Signature", "Signers change it themselves; what the team decides is a Verdict.")
history.untracked("campaigns.Verdict", "Is itself the record of a decision, and is only added to.")
privacy.impersonal("campaigns.Petition", title=_("De titel van een petitie."))
privacy.impersonal(
    "campaigns.TrustedBlock",
    block=_("Van een school of bedrijf, niet van een mens."),
    reason=_("Over een school of bedrijf, niet over een mens."),
)
PUBLIC = _("Openbare tekst van de campagne.")
privacy.impersonal("campaigns.PetitionText", we=PUBLIC, observe=PUBLIC, request=PUBLIC)
privacy.impersonal("campaigns.Consent", words=PUBLIC)
privacy.impersonal("campaigns.Answer", words=_("Openbaar antwoord van een bestuurder."))
history.untracked("campaigns.Consent", "A version is never changed: new words are a new row.")
history.untracked("campaigns.LedgerEntry", "Is itself a history: rows are only added.")
history.untracked("campaigns.Tally", "The sum of the ledger.")
history.untracked("campaigns.Intake", "A form as it came in, gone after two days.")
history.untracked("campaigns.FormLetter", "Counts letters to a mailbox; nobody decides about it.")

reports.register(
    reports.Report(
        slug="petities",
        room="campaigns",
        title=_("Petities"),
        summary=_("Hoeveel mensen tekenden elke petitie, en wanneer?"),
        build="campaigns.reports.petitions",
        goals=(2, 6),
        audience=reports.Audience.PUBLIC,
        by_period=True,
    )
)
reports.measure(
    reports.Measure(room="campaigns", title=_("bevestigde handtekeningen"), count="campaigns.reports.confirmed")
)

registry.register(
    registry.Solution(
        room="campaigns",
        number=1,
        slug="kansen-te-koop",
        title="Kansen Te Koop",
        pitch=_("Rijke ouders kopen bijles voor hun kind. Andere ouders kunnen dat niet. Teken voor gelijke kansen."),
        text=(
            _(
                "Veel ouders betalen voor bijles, zodat hun kind hogere cijfers haalt. Dat is "
                "begrijpelijk. Elke ouder wil het beste voor zijn kind."
            ),
            _(
                "Maar niet elk gezin heeft er geld voor. Zo bepaalt de portemonnee van je ouders "
                "welke kansen je krijgt. Dat is niet eerlijk."
            ),
            _(
                "Wij willen dat de politiek hier iets aan doet, en wel op school zelf. Zolang bijles "
                "nodig is, moet elk kind bijles kunnen krijgen."
            ),
            _(
                "Daarom is er een petitie. Met genoeg handtekeningen gaan we naar de politiek. Daar "
                "maken we samen een plan."
            ),
        ),
        goals=(2, 6),
        figure=registry.Figure(
            value=_("Bijna 1 jaar"),
            text=_(
                "achterstand kregen leerlingen op het vmbo toen de scholen dicht waren. Op het vwo waren het een paar weken."
            ),
            source=_("Rapport van de Nationale DenkTank, 2021"),
        ),
        sought=(
            registry.Sought("ally", _("Bondgenoten"), _("U vindt ook dat elk kind gelijke kansen verdient.")),
            registry.Sought("ambassador", _("Ambassadeurs"), _("U wilt ons verhaal vertellen.")),
            registry.Sought("journalist", _("Journalisten en programmamakers"), _("U wilt hierover berichten.")),
        ),
        url_name="campaigns:front",
        drawing="tag",
    )
)
