"""What this room tells the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.jobs import registry as jobs
from ndt.jobs.models import Priority
from ndt.mail import unsubscribe
from ndt.privacy import registry as privacy
from ndt.privacy.registry import Erase, Ground, Keyed, Personal
from ndt.reports import registry as reports
from ndt.web import registry
from wisselkracht import emails, erasure, tasks
from wisselkracht.queries import rights
from wisselkracht.services import mailing, reminding

jobs.register("wisselkracht.remind", tasks.handle_remind, priority=Priority.BULK)
jobs.daily("wisselkracht.rounds", tasks.look_after_rounds)
# Runs: the outbox makes the instance, solves it, and explains who was left without.
jobs.register("wisselkracht.build", tasks.handle_build, priority=Priority.SLOW)
jobs.register("wisselkracht.solve", tasks.handle_work, priority=Priority.SLOW)
jobs.register("wisselkracht.explain", tasks.handle_explain, priority=Priority.SLOW)
privacy.retention("wisselkracht.ended", tasks.forget_ended)
unsubscribe.register(
    emails.REMINDERS, title=_("herinneringen aan een aanmelding bij WisselKracht"), stop=reminding.stop
)

_UNTIL = _("Tot u zich terugtrekt. Ingetrokken of verlopen: 60 dagen. Anders tot een jaar na de ruil.")


def _applicant(purpose: privacy.Text, erase: Erase = Erase.BLANK, ground: Ground = Ground.CONSENT) -> Personal:
    return Personal(purpose=purpose, ground=ground, retention=_UNTIL, erase=erase, kept_by="wisselkracht.ended")


def _of_teacher(model: str, **fields: Personal) -> None:
    privacy.register(
        model,
        owner=Keyed("applicant__mailbox", "mailbox"),
        about=_("leraren die willen ruilen"),
        consequence=_("Uw aanmelding eindigt."),
        also=fields,
    )


privacy.register(
    "wisselkracht.Applicant",
    owner=Keyed("mailbox", "mailbox", clear="email"),
    about=_("leraren, schoolleiders en buddy's die zich samen aanmelden"),
    consequence=_("Uw aanmelding eindigt. Was u buddy? Dan zoekt de leraar iemand anders."),
    shown=("application",),
    name=_applicant(_("weten wie zich samen aanmelden")),
    email=_applicant(
        _("ieder apart laten bevestigen, melden hoe het verder gaat, en mensen die ruilen laten afspreken")
    ),
    mailbox=_applicant(_("elke leraar in één aanmelding tegelijk laten staan"), Erase.TOMBSTONE),
)
privacy.eraser("wisselkracht.Applicant", erasure.erase_applicants)
_of_teacher("wisselkracht.Job", days=_applicant(_("een baan zoeken die past"), Erase.ROW))
_of_teacher("wisselkracht.Qualification", degree=_applicant(_("nagaan wie welke baan mag overnemen"), Erase.ROW))
_of_teacher("wisselkracht.PersonalTheme", theme=_applicant(_("een ruil zoeken waar u van leert"), Erase.ROW))
_of_teacher(
    "wisselkracht.Wishes",
    home_pc4=_applicant(_("schatten hoe lang u reist"), Erase.ROW),
    denominations=_applicant(_("geen school voorstellen waar u niet wilt werken"), Erase.ROW, Ground.EXPLICIT_CONSENT),
)
_of_teacher(
    "wisselkracht.Exclusion",
    school=_applicant(_("geen school voorstellen die u niet wilt; niemand anders ziet dit"), Erase.ROW),
    board=_applicant(_("geen bestuur voorstellen dat u niet wilt; niemand anders ziet dit"), Erase.ROW),
)
privacy.impersonal("wisselkracht.Link", token_hash=_("Van een link in een mail. Na het einde van de aanmelding weg."))
privacy.impersonal("wisselkracht.RegisterCode", code_hash=_("Van een code voor een school."))
privacy.impersonal("wisselkracht.Expertise", evidence=_("Gaat over de school."))
privacy.register(
    "wisselkracht.Verification",
    owner="by",
    about=_("wie nagaat of iemand schoolleider is"),
    by=Personal(
        purpose=_("kunnen nagaan wie iemand controleerde"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Zo lang de aanmelding bestaat."),
        erase=Erase.NULL,
    ),
    note=Personal(
        purpose=_("kunnen uitleggen hoe wij weten dat iemand schoolleider is"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Zo lang de aanmelding bestaat."),
        erase=Erase.SCRUB,
    ),
)
_THEMSELVES = "People answer themselves; what follows from it is in the history of the application."
for _model in ("Applicant", "Job", "Qualification", "PersonalTheme", "Wishes", "Exclusion", "Expertise", "Goal"):
    history.untracked(f"wisselkracht.{_model}", _THEMSELVES)
history.untracked("wisselkracht.Link", "Made with a letter, gone with the application.")
history.untracked("wisselkracht.RegisterCode", "Made with a letter, gone when it is used.")
# Runs: who made, offered, published or decided; what was solved names nobody.
_RUN_KEPT = _("Zo lang de ronde bestaat.")


def _colleague(purpose: privacy.Text, erase: Erase = Erase.NULL) -> Personal:
    return Personal(purpose=purpose, ground=Ground.LEGITIMATE_INTEREST, retention=_RUN_KEPT, erase=erase)


privacy.register(
    "wisselkracht.Run",
    owner=("made_by", "offered_by", "published_by"),
    about=_("wie een berekening maakt, voorlegt of publiceert"),
    made_by=_colleague(_("zorgen dat twee mensen een ronde publiceren")),
    offered_by=_colleague(_("zorgen dat twee mensen een ronde publiceren")),
    published_by=_colleague(_("zorgen dat twee mensen een ronde publiceren")),
)
privacy.register(
    "wisselkracht.Ruling",
    owner=("by", "undone_by"),
    about=_("wie een ruil vastzet of verbiedt"),
    by=_colleague(_("kunnen uitleggen wie iets besloot")),
    undone_by=_colleague(_("kunnen uitleggen wie iets besloot")),
    reason=_colleague(_("kunnen uitleggen waarom iets is besloten"), Erase.SCRUB),
)
_NUMBERS = _("Cijfers van een berekening; er staan geen mensen in.")
privacy.impersonal("wisselkracht.Lottery", sealed_seed=_("Een getal voor het lot, versleuteld."))
privacy.impersonal(
    "wisselkracht.Run",
    parameters=_NUMBERS,
    timings=_NUMBERS,
    stages=_NUMBERS,
    instance=_("Wie bij wie past, onder namen die niets zeggen."),
    result=_("De ruilen, onder namen die niets zeggen."),
    certificate=_("Het bewijs, onder namen die niets zeggen."),
)
privacy.impersonal("wisselkracht.RunExchange", directions=_("Punten en thema's, onder namen die niets zeggen."))
privacy.impersonal(
    "wisselkracht.RunMember",
    name=_("Een naam die niets zegt."),
    told=_("Hoeveel anderen waarom niet pasten; verdwijnt uit beeld met de aanmelding."),
)
history.untracked("wisselkracht.Lottery", "Made once; a trigger keeps it as it is.")
history.untracked("wisselkracht.RunExchange", "Written once, with its run.")
history.untracked("wisselkracht.RunMember", "Written with its run.")
registry.desk(registry.Desk(_("Leid de rondes van WisselKracht"), "wisselkracht:desk", rights.team))

# What everybody sees, and the rest of the desk.
jobs.register("wisselkracht.mailing", tasks.handle_mailing, priority=Priority.BULK)
unsubscribe.register(emails.NEWS, title=_("nieuws over rondes van WisselKracht"), stop=mailing.stop_news)
privacy.register(
    "wisselkracht.Mailing",
    owner="by",
    about=_("coördinatoren die een mail aan velen schrijven"),
    by=Personal(
        purpose=_("kunnen nagaan wie een mail verstuurde"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Een jaar: 365 dagen."),
        erase=Erase.NULL,
        keep=timedelta(days=365),
        after="at",
    ),
    text=Personal(
        purpose=_("kunnen nagaan wat wij velen schreven"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Een jaar: 365 dagen."),
        erase=Erase.SCRUB,
        keep=timedelta(days=365),
        after="at",
    ),
)
privacy.impersonal("wisselkracht.Mailing", subject=_("Een onderwerp dat velen kregen; geen tekst over iemand."))
privacy.register(
    "wisselkracht.CalendarFeed",
    owner=("user", Keyed("applicant__mailbox", "mailbox")),
    about=_("wie een link naar de eigen agenda heeft"),
    user=Personal(
        purpose=_("de agenda alleen aan de coördinator zelf geven"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Zo lang het account bestaat."),
        erase=Erase.ROW,
    ),
    applicant=_applicant(_("de dagen van uw ruil alleen aan uzelf geven"), Erase.ROW),
)
privacy.impersonal("wisselkracht.CalendarFeed", key=_("Een toevallig getal in de link van een agenda."))
history.untracked("wisselkracht.Mailing", "Is itself the record of what was sent; nothing changes it.")
history.untracked("wisselkracht.CalendarFeed", "Somebody's own link; nobody decides about others with it.")
reports.register(
    reports.Report(
        slug="wisselkracht",
        room="wisselkracht",
        title=_("Ruilen van baan: wie doen mee?"),
        summary=_("Hoeveel scholen melden zich aan, waar, en wat willen zij van elkaar leren?"),
        build="wisselkracht.reports.exchanges",
        goals=(4, 5),
        municipalities="wisselkracht.reports.municipalities",
        by_period=True,
    )
)
reports.measure(
    reports.Measure(
        room="wisselkracht",
        title=_("aanmeldingen die alle drie bevestigden"),
        count="wisselkracht.reports.complete",
        small=True,
    )
)

# The life of an exchange, from proposal to shared practice.
jobs.daily("wisselkracht.exchanges", tasks.look_after_exchanges)
_EXCHANGE = _("Tot een jaar na de ruil. Ging een voorstel niet door? Dan zo lang als de aanmelding.")


def _exchanging(
    purpose: privacy.Text,
    erase: Erase = Erase.ROW,
    ground: Ground = Ground.CONSENT,
    *,
    kept: str = "wisselkracht.ended",
) -> Personal:
    return Personal(purpose=purpose, ground=ground, retention=_EXCHANGE, erase=erase, kept_by=kept)


def _of_party(model: str, **fields: Personal) -> None:
    privacy.register(
        model,
        owner=Keyed("mailbox", "mailbox"),
        about=_("leraren, schoolleiders en buddy's die ruilen"),
        also=fields | {"mailbox": _exchanging(_("weten wie iets deed, ook als een ander die rol overneemt"))},
    )


_of_party(
    "wisselkracht.ProposalAnswer",
    reason=_exchanging(_("een beter voorstel zoeken; de andere school ziet dit nooit")),
    words=_exchanging(_("een beter voorstel zoeken; de andere school ziet dit nooit")),
)
_of_party("wisselkracht.Review", answers=_exchanging(_("weten hoe de ruil gaat, en helpen als het niet goed gaat")))
privacy.register(
    "wisselkracht.Talk",
    owner=(Keyed("review__mailbox", "mailbox"), "by"),
    about=_("wie vroeg om een gesprek, en wie dat voerde"),
    note=_exchanging(_("weten wat is afgesproken"), Erase.SCRUB, Ground.LEGITIMATE_INTEREST),
    by=_exchanging(_("weten wie het gesprek voerde"), Erase.NULL, Ground.LEGITIMATE_INTEREST),
)
history.untracked("wisselkracht.Talk", "Written once; it says itself who talked, and when.")
_of_party(
    "wisselkracht.EndReport",
    learned=_exchanging(_("weten wat een ruil oplevert")),
    brings_home=_exchanging(_("weten wat een ruil oplevert")),
)
_of_party("wisselkracht.PracticeConsent")
privacy.eraser("wisselkracht.PracticeConsent", erasure.erase_consents)
privacy.register(
    "wisselkracht.Signature",
    owner=Keyed("mailbox", "mailbox"),
    about=_("leraren, schoolleiders en buddy's die ruilen"),
    name=_exchanging(_("weten wie een overeenkomst tekende"), Erase.BLANK, Ground.CONTRACT),
    mailbox=_exchanging(_("weten wie een overeenkomst tekende"), Erase.TOMBSTONE, Ground.CONTRACT),
)
privacy.register(
    "wisselkracht.LoggedStep",
    owner=(Keyed("mailbox", "mailbox"), "by"),
    about=_("wie een stap zet in een ruil"),
    by=_exchanging(_("kunnen nagaan wie een stap zette"), Erase.NULL, Ground.LEGITIMATE_INTEREST),
    mailbox=_exchanging(_("kunnen nagaan wie een stap zette"), Erase.TOMBSTONE, Ground.LEGITIMATE_INTEREST),
    why=_exchanging(_("kunnen uitleggen waarom een ruil anders liep"), Erase.BLANK, Ground.LEGITIMATE_INTEREST),
)
for _model, _fields in (
    ("wisselkracht.LearningGoal", {"text": _("afspreken wat u leert"), "measure": _("zien of het lukte")}),
    ("wisselkracht.Training", {"title": _("voorbereiden op het andere werk")}),
):
    privacy.register(
        _model,
        owner=Keyed("place__teacher__mailbox", "mailbox"),
        about=_("leraren die ruilen"),
        also={name: _exchanging(purpose) for name, purpose in _fields.items()},
    )
privacy.register(
    "wisselkracht.AgreementVersion",
    owner=Keyed("exchange__places__application__people__mailbox", "mailbox"),
    about=_("wie in een overeenkomst staat"),
    parties=_exchanging(_("een overeenkomst maken en bewaren"), Erase.SCRUB, Ground.CONTRACT),
)
privacy.eraser("wisselkracht.AgreementVersion", erasure.names_went_with_their_owner)
_NO_PERSON = _("Gaat over de ruil en de scholen, niet over een persoon.")
privacy.impersonal("wisselkracht.Exchange", meeting_place=_NO_PERSON, meeting_notes=_NO_PERSON, escalated=_NO_PERSON)
privacy.impersonal("wisselkracht.Place", school_code=_NO_PERSON, direction=_NO_PERSON)
privacy.impersonal("wisselkracht.LoggedStep", school_code=_NO_PERSON, carried=_NO_PERSON)
privacy.impersonal("wisselkracht.BestPractice", text=_("Een tekst zonder namen: namen worden geweigerd."))
privacy.impersonal("wisselkracht.AgreementVersion", terms=_NO_PERSON, fingerprint=_NO_PERSON)
_OF_THE_EXCHANGE = "Every change of it is a logged step."
for _model in (
    *("Place", "ProposalAnswer", "Training", "LearningGoal", "Moment", "Review", "EndReport"),
    *("BestPractice", "PracticeConsent"),
):
    history.untracked(f"wisselkracht.{_model}", _OF_THE_EXCHANGE)
for _model in ("LoggedStep", "AgreementVersion", "Signature"):
    history.untracked(f"wisselkracht.{_model}", "Can only be added to: it is a history itself.")

registry.register(
    registry.Solution(
        room="wisselkracht",
        number=4,
        slug="wisselkracht",
        title="WisselKracht",
        pitch=_("Twee leraren ruilen een half schooljaar van baan. Beide scholen leren ervan."),
        text=(
            _(
                "Leraren zien zelden hoe het er op een andere school aan toegaat. Daardoor blijft "
                "veel kennis binnen de muren van één school."
            ),
            _(
                "WisselKracht laat twee leraren van baan ruilen. Dat doen ze een half schooljaar, op "
                "een school in de buurt. Daarna neemt elk mee wat hij heeft geleerd."
            ),
            _(
                "Een directeur, een leraar en een buddy melden zich samen aan. Wij zoeken een school "
                "die goed is in wat zij willen leren. En andersom."
            ),
            _("Tijdens de ruil helpt de buddy. We spreken ook vaste momenten af om te kijken hoe het gaat."),
        ),
        goals=(4, 5),
        figure=registry.Figure(
            value=_("Van 4 naar 16"),
            text=_(
                "zo ver zakte Nederland sinds 2006 op de lijst van rijke landen. Scholen gingen meer van elkaar verschillen."
            ),
            source=_("Rapport van de Nationale DenkTank, 2021"),
        ),
        sought=(
            registry.Sought("school", _("Scholen en besturen"), _("U wilt leren van een school in de buurt.")),
            registry.Sought("teacher", _("Leraren"), _("Je wilt een half jaar op een andere school werken.")),
            registry.Sought("expert", _("Kenners van kwaliteit"), _("U wilt meedenken over hoe scholen goed blijven.")),
            registry.Sought("investor", _("Geldschieters"), _("U wilt helpen om meer scholen mee te laten doen.")),
        ),
        url_name="wisselkracht:front",
        drawing="swap",
    )
)
