"""What this room tells the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from bijles import erasure, pdf, tasks
from bijles.queries import passes, rights
from bijles.queries import settling as queries
from bijles.services import booking, printing, safety, telling
from ndt import history
from ndt.jobs import registry as jobs
from ndt.jobs.models import Priority
from ndt.pdf import registry as documents
from ndt.people.models import Role
from ndt.people.predicates import coordinator_of, holder_of, operator
from ndt.privacy import registry as privacy
from ndt.privacy.registry import Erase, Ground, Personal
from ndt.web import registry

documents.register(pdf.FIGURES, printing.make_figures)
jobs.register(booking.EXPIRE, tasks.handle_expire)
jobs.register(queries.JOB, tasks.handle_month)
jobs.register(passes.FETCH, tasks.handle_fetch, priority=Priority.SLOW)
jobs.register(telling.REMIND, tasks.handle_remind)
jobs.register(telling.DROPPED, tasks.handle_dropped)
jobs.daily("bijles.waiting", tasks.propose_tutors)
jobs.register(safety.UNREAD, tasks.handle_unread)
jobs.daily("bijles.silence", tasks.judge_silence)
jobs.daily("bijles.draw", tasks.draw_silent)
jobs.daily("bijles.proof", tasks.prove_money)
privacy.retention("bijles.tries", tasks.forget_tries)
privacy.retention("bijles.helped", tasks.forget_helped)


def _family(purpose: privacy.Text) -> Personal:
    return Personal(
        purpose=purpose,
        ground=Ground.CONTRACT,
        retention=_("Zo lang uw account bestaat. Zonder e-mailadres: tot een jaar na de laatste dag van uw pas."),
        erase=Erase.ROW,
        kept_by="bijles.helped",
    )


def _listed(purpose: privacy.Text) -> Personal:
    return Personal(
        purpose=purpose,
        ground=Ground.PUBLIC_TASK,
        retention=_("60 dagen na de laatste dag van de pas."),
        erase=Erase.ROW,
        keep=timedelta(days=60),
        after="valid_until",
    )


privacy.register(
    "bijles.Family",
    owner="user",
    about=_("gezinnen die bijles boeken met hun pas"),
    consequence=_("Uw kinderen en uw pas gaan uit dit systeem. U kunt uw pas daarna opnieuw gebruiken."),
    user=_family(_("weten van wie het account is")),
)
privacy.register(
    "bijles.Pass",
    owner="family__user",
    about=_("gezinnen die bijles boeken met hun pas"),
    pass_hmac=_family(_("een pas aan één account binden; het nummer zelf bewaren wij niet")),
    last_three=_family(_("u laten zien welke pas het is")),
)
privacy.register(
    "bijles.SecondClaim",
    owner="user",
    about=_("wie een pas gebruikt die al bij een ander account hoort"),
    shared=_("de gemeente van de pas"),
    user=_family(_("de gemeente laten nagaan van wie de pas is")),
)
privacy.register(
    "bijles.Child",
    owner="family__user",
    about=_("kinderen voor wie een gezin bijles boekt"),
    first_name=_family(_("weten hoe het kind heet")),
    birth_month=_family(_("nagaan of het kind mag meedoen")),
    level=_family(_("een les zoeken die past")),
    postcode=_family(_("een les dichtbij zoeken")),
    languages=_family(_("een bijlesgever zoeken die uw taal spreekt")),
)
privacy.register(
    "bijles.CalendarFeed",
    owner="family__user",
    about=_("gezinnen die bijles boeken met hun pas"),
    family=_family(_("de agenda alleen aan u geven")),
)
privacy.impersonal("bijles.CalendarFeed", key=_("Een toevallig getal in de link van een agenda."))
privacy.register(
    "bijles.WaitingEntry",
    owner="child__family__user",
    about=_("kinderen die wachten op een bijlesgever"),
    child=_family(_("een bijlesgever voorstellen zodra er plaats is")),
)
privacy.register(
    "bijles.CameBy",
    owner="family__user",
    about=_("gezinnen die bijles boeken met hun pas"),
    family=_family(_("tellen welke brieven ouders helpen; wie het was, ziet niemand")),
)
privacy.register(
    "bijles.Signal",
    owner="child__family__user",
    about=_("kinderen voor wie school bijles een goed idee vindt"),
    child=Personal(
        purpose=_("weten dat school bijles een goed idee vindt"),
        ground=Ground.CONTRACT,
        retention=_("Zo lang uw account bestaat."),
        erase=Erase.NULL,
    ),
)
privacy.register(
    "bijles.ParentText",
    owner="approved_by",
    about=_("wie een tekst voor ouders goedkeurt"),
    approved_by=Personal(
        purpose=_("kunnen nagaan wie een tekst goedkeurde"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Zo lang de tekst bestaat."),
        erase=Erase.NULL,
    ),
)
_ON_PAPER = _("Van een stuk papier, niet van een persoon.")
privacy.impersonal("bijles.CampaignCode", code=_ON_PAPER)
privacy.impersonal("bijles.Batch", postcode=_("Van een wijk."), key=_("Een willekeurig nummer van het formulier."))
privacy.impersonal("bijles.Signal", digest=_ON_PAPER, level=_ON_PAPER)
privacy.impersonal(
    "bijles.ParentText",
    body=_("Een tekst voor alle ouders."),
    title=_("Een tekst voor alle ouders."),
    reader=_("Een functie, geen naam."),
)
privacy.register(
    "bijles.EnrolledPass",
    about=_("houders van een pas, zonder naam of nummer"),
    pass_hmac=_listed(_("een pas herkennen zonder het nummer te bewaren")),
    birth_date_hmac=_listed(_("nagaan of de pas van u is, zonder de datum te bewaren")),
    birth_months=_listed(_("weten voor hoeveel kinderen de pas geldt")),
    pc4=_listed(_("tellen hoeveel kinderen van een wijk worden bereikt")),
)
privacy.register(
    "bijles.EnrolmentList",
    owner="by",
    about=_("wie bij een gemeente de lijst van passen inleest"),
    by=Personal(
        purpose=_("kunnen nagaan wie een lijst inlas"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Zo lang de lijst bestaat."),
        erase=Erase.NULL,
    ),
)
privacy.impersonal("bijles.EnrolmentList", passes=_("Een aantal."))
privacy.register(
    "bijles.ListFetch",
    owner="by",
    about=_("wie bij een gemeente de lijst van passen inleest"),
    by=Personal(
        purpose=_("kunnen nagaan wie een lijst inlas"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Tot de lijst opnieuw wordt opgehaald."),
        erase=Erase.NULL,
    ),
)
privacy.impersonal("bijles.ListFetch", faults=_("Rij, kolom en soort van een fout, nooit wat er stond."))
_WHILE_TEACHING = _("365 dagen nadat de VOG is verlopen.")


def _teaches(purpose: privacy.Text, erase: Erase) -> Personal:
    return Personal(
        purpose=purpose,
        ground=Ground.CONTRACT,
        retention=_WHILE_TEACHING,
        erase=erase,
        keep=timedelta(days=365),
        after="vog_valid_until",
    )


privacy.register(
    "bijles.Tutor",
    owner="user",
    about=_("wie bijles geeft"),
    first_name=_teaches(_("een gezin vertellen wie de les geeft"), Erase.BLANK),
    user=_teaches(_("een bijlesgever de eigen lessen laten zien"), Erase.NULL),
)


def _reported(purpose: privacy.Text) -> Personal:
    return Personal(
        purpose=purpose,
        ground=Ground.PUBLIC_TASK,
        retention=_("2 jaar nadat de melding is afgesloten."),
        erase=Erase.ROW,
        keep=timedelta(days=730),
        after="closed_at",
    )


privacy.register(
    "bijles.SafetyReport",
    about=_("wie meldt dat er iets niet goed is, en over wie dat gaat"),
    shared=_("de vertrouwenspersonen van de aanbieder en van de gemeente"),
    words=_reported(_("kinderen beschermen")),
    contact=_reported(_("de melder kunnen bellen of mailen")),
)
privacy.impersonal(
    "bijles.SafetyReport", key=_("Een willekeurig nummer van het formulier."), closing=_("Wat een organisatie deed.")
)


def _by(purpose: privacy.Text, retention: privacy.Text) -> Personal:
    return Personal(purpose=purpose, ground=Ground.LEGITIMATE_INTEREST, retention=retention, erase=Erase.NULL)


privacy.register(
    "bijles.SafetyLook",
    owner="by",
    about=_("vertrouwenspersonen die een melding openen"),
    by=_by(_("kunnen nagaan wie een melding las"), _("Zo lang de melding bestaat.")),
)
_IN_THE_BOOKS = _("Zo lang de overeenkomst bestaat.")
privacy.register(
    "bijles.AgreementSignature",
    owner="by",
    about=_("wie een overeenkomst tekent"),
    by=_by(_("kunnen nagaan wie tekende"), _IN_THE_BOOKS),
    name=Personal(
        purpose=_("laten zien wie tekende"),
        ground=Ground.CONTRACT,
        retention=_IN_THE_BOOKS,
        erase=Erase.KEEP,
        reason=_("Een overeenkomst zonder naam is niet getekend."),
    ),
)
privacy.impersonal("bijles.AgreementSignature", fingerprint=_("Van de tekst van een overeenkomst."))
privacy.register(
    "bijles.Decision",
    owner="by",
    about=_("wie bij een gemeente over een les beslist"),
    by=_by(_("kunnen nagaan wie besliste"), _("Zo lang de les in de boeken staat.")),
)
privacy.register(
    "bijles.CreditNote",
    owner="by",
    about=_("wie bij een gemeente een betaling terugvordert"),
    by=_by(_("kunnen nagaan wie terugvorderde"), _("Zo lang de factuur in de boeken staat.")),
)
privacy.impersonal("bijles.CreditNote", why=_("Over een les, zonder naam."))
privacy.impersonal("bijles.Decision", reason=_("Over een les, zonder naam."))
_AFTER_THE_NOTE = Personal(
    purpose=_("een ouder laten lezen wat er in de les gebeurde"),
    ground=Ground.CONTRACT,
    retention=_("1 jaar na het verslag."),
    erase=Erase.ROW,
    keep=timedelta(days=365),
    after="at",
)
privacy.register(
    "bijles.LessonNote",
    owner="booking__child__family__user",
    about=_("kinderen die bijles krijgen"),
    did=_AFTER_THE_NOTE,
    next=_AFTER_THE_NOTE,
)
privacy.register(
    "bijles.Message",
    owner="talk__child__family__user",
    about=_("gezinnen en bijlesgevers die elkaar schrijven"),
    shared=_("de bijlesgever van het kind; bij een melding de vertrouwenspersonen"),
    text=Personal(
        purpose=_("ouder, kind en bijlesgever laten overleggen zonder elkaars adres"),
        ground=Ground.CONTRACT,
        retention=_("1 jaar na de laatste les; zo lang een melding open is, blijven ze staan."),
        erase=Erase.ROW,
        kept_by="bijles.talks",
    ),
)
privacy.impersonal("bijles.Message", key=_("Een willekeurig nummer van het formulier."))
privacy.register(
    "bijles.TalkLook",
    owner="by",
    about=_("vertrouwenspersonen die berichten openen na een melding"),
    by=_by(_("kunnen nagaan wie de berichten las"), _("Zo lang de melding bestaat.")),
)
privacy.register(
    "bijles.HelpVisit",
    owner="helper",
    about=_("gezinnen die hulp kregen bij het boeken, en wie hielp"),
    helper=_by(_("een gezin laten zien wie hielp"), _("Zo lang het gezin een account heeft.")),
)
privacy.impersonal("bijles.HelpVisit", words=_("De tekst van de toestemming; voor iedereen gelijk."))
privacy.retention("bijles.talks", tasks.forget_talks)
privacy.impersonal("bijles.Agreement", quality=_("Antwoorden van een organisatie over kwaliteit."))
privacy.impersonal("bijles.Tutor", languages=_("Zegt zonder naam niets over een persoon."))
privacy.impersonal("bijles.ProgrammeRules", rules=_("De regels van een gemeente: leeftijden, niveaus en bedragen."))
privacy.impersonal(
    "bijles.Booking",
    key=_("Een willekeurig nummer van het formulier."),
    code=_("Vier cijfers van een les, niet van een persoon."),
    series=_("Een willekeurig nummer van lessen die samen zijn gekozen."),
)
privacy.impersonal("bijles.Transfer", key=_("Het nummer van een boeking en wat ermee gebeurde."))
privacy.eraser("bijles.Child", erasure.erase_children)
privacy.eraser("bijles.Pass", erasure.erase_passes)
privacy.eraser("bijles.Family", erasure.erase_families)
_OF_ORGANISATION = _("Van een organisatie, niet van een persoon.")
privacy.impersonal(
    "bijles.Billing",
    legal_name=_OF_ORGANISATION,
    street=_OF_ORGANISATION,
    postcode=_OF_ORGANISATION,
    city=_OF_ORGANISATION,
    iban=_OF_ORGANISATION,
)
privacy.impersonal("bijles.PaymentExport", message=_OF_ORGANISATION)
privacy.impersonal("bijles.Invoice", facts=_("Namen, adressen en rekeningen van organisaties."))
privacy.impersonal(
    "bijles.BankLine",
    iban=_("Alleen van een organisatie die wij betalen; andere regels bewaren wij niet."),
)
_THEMSELVES = "Families say this themselves; what a municipality decides about it is in the history of the pass."
for _model in ("Family", "Child", "SecondClaim", "CalendarFeed", "WaitingEntry", "CameBy"):
    history.untracked(f"bijles.{_model}", _THEMSELVES)
history.untracked("bijles.EnrolmentList", "Written once.")
history.untracked("bijles.ListFetch", "Asked once, and ended once.")
history.untracked("bijles.EnrolledPass", "A copy of the municipality's list; each import is a row of its own.")
for _model in ("Account", "Transfer", "Entry"):
    history.untracked(f"bijles.{_model}", "The ledger is its own history.")
for _model in ("SettlementLine", "Invoice", "PaymentExport", "CreditNote"):
    history.untracked(f"bijles.{_model}", "Written once; the database refuses every change.")
for _model in ("Skill", "Availability", "Absence"):
    history.untracked(f"bijles.{_model}", "A tutor says this; what was booked is in the history of the lesson.")
_NO_OTHER_READERS = "A history has other readers than a report; who looked stands in SafetyLook."
for _model in ("SafetyReport", "SafetyLook", "TalkLook"):
    history.untracked(f"bijles.{_model}", _NO_OTHER_READERS)
for _model in ("AgreementSignature", "Decision", "SilenceDraw"):
    history.untracked(f"bijles.{_model}", "Written once, and the database refuses any change.")
for _model in ("Talk", "Message"):
    history.untracked(f"bijles.{_model}", "Written once, and the database refuses any change.")
for _model in ("HelpVisit", "HelpStep"):
    history.untracked(f"bijles.{_model}", "A record of help, step by step; consent in it never changes.")
history.untracked("bijles.HelpDesk", "Only says which organisation helps with which pass.")
history.untracked("bijles.LessonNote", "Two lines for a parent, gone after a year.")
history.untracked("bijles.ProgrammeRules", "Each version stays.")
history.untracked("bijles.Provider", "Only says which organisation it is.")
for _model in ("Batch", "CampaignCode", "Signal"):
    history.untracked(f"bijles.{_model}", "Written once; only that it was used is added.")
history.untracked("bijles.WrongTry", "Counts for a day and goes.")

_ROOM = "bijles"
registry.desk(registry.Desk(_("Bekijk uw lessen"), "bijles:mine", rights.is_family))
registry.desk(registry.Desk(_("Help een ouder met bijles"), "bijles:help", holder_of(Role.HELPER, solution=_ROOM)))
registry.desk(registry.Desk(_("Geef bijles"), "bijles:tutor", holder_of(Role.TUTOR, solution=_ROOM)))
registry.desk(registry.Desk(_("Beheer uw bijlesgevers"), "bijles:provider", holder_of(Role.PROVIDER, solution=_ROOM)))
registry.desk(
    registry.Desk(
        _("Regel bijles met de pas"), "bijles:city", holder_of(Role.POLICYMAKER) | coordinator_of(_ROOM) | operator
    )
)
registry.desk(registry.Desk(_("Vertel ouders over gratis bijles"), "bijles:school", rights.is_school))
registry.desk(registry.Desk(_("Keur teksten voor ouders goed"), "bijles:texts", coordinator_of(_ROOM) | operator))
registry.desk(registry.Desk(_("Lees meldingen over bijles"), "bijles:safety", holder_of(Role.CONFIDANT)))
registry.register(
    registry.Solution(
        room="bijles",
        number=2,
        slug="pas-op-gelijke-kansen",
        title="Pas Op Gelijke Kansen",
        pitch=_("Gratis bijles met uw stadspas. De gemeente betaalt."),
        text=(
            _(
                "Bijles helpt kinderen om bij te blijven. Maar een uur bijles is duur. Juist kinderen "
                "die het nodig hebben, krijgen het vaak niet."
            ),
            _(
                "Gezinnen met weinig geld kunnen een pas krijgen van de gemeente. Denk aan de "
                "Stadspas, de Rotterdampas of de Ooievaarspas. Met die pas boekt u ook bijles."
            ),
            _(
                "De bijles komt van organisaties die geen winst maken. De gemeente spreekt met hen af "
                "hoe goed de les moet zijn. De gemeente betaalt de lessen die zijn gegeven."
            ),
            _("School en gemeente vertellen ouders dat dit kan. Zo weten meer gezinnen waar ze hulp vinden."),
        ),
        goals=(1, 2),
        figure=registry.Figure(
            value="10.000",
            text=_("kinderen krijgen geen extra les. Dat is alleen al in Amsterdam zo."),
            source=_("Schatting van Stichting Leergeld, 2021"),
        ),
        sought=(
            registry.Sought("alderman", _("Wethouders en ambtenaren"), _("U wilt een proef beginnen in uw gemeente.")),
            registry.Sought("school", _("Scholen"), _("U wilt kinderen en ouders bereiken.")),
            registry.Sought("provider", _("Bijlesbureaus"), _("U wilt zich aansluiten bij een pas.")),
        ),
        drawing="pass",
        url_name="bijles:front",
    )
)
