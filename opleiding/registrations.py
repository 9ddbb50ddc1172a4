"""What this room tells the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.jobs import registry as jobs
from ndt.jobs.models import Priority
from ndt.pdf import registry as pdf_registry
from ndt.people.models import Role
from ndt.people.predicates import coordinator_of, holder_of, operator
from ndt.privacy import registry as privacy
from ndt.privacy.registry import Erase, Ground, Keyed, Personal
from ndt.reports import registry as reports
from ndt.web import registry
from opleiding import pdf, tasks
from opleiding.queries import rights

pdf_registry.register(pdf.SHEETS, pdf.make_sheets)
_ROOM = "opleiding"
registry.desk(registry.Desk(_("Zoek je opleiding tot leraar"), "opleiding:mine", rights.is_trainer))
registry.desk(
    registry.Desk(_("Nodig examentrainers uit"), "opleiding:institute", holder_of(Role.INSTITUTE, solution=_ROOM))
)
registry.desk(
    registry.Desk(_("Beheer je opleidingen"), "opleiding:university", holder_of(Role.PROGRAMME, solution=_ROOM))
)
registry.desk(registry.Desk(_("Bekijk adviezen"), "opleiding:adviser", holder_of(Role.ADVISER, solution=_ROOM)))

reports.register(
    reports.Report(
        slug="weg-naar-de-klas",
        room=_ROOM,
        title=_("Van examentrainer naar de klas"),
        summary=_("Hoeveel trainers kregen een advies, en hoeveel staan er nu voor de klas?"),
        build="opleiding.reports.funnel",
        divisions="opleiding.reports.divisions",
        goals=(4, 7),
        audience=reports.Audience.PUBLIC,
    )
)
reports.register(
    reports.Report(
        slug="plaatsen-verdeeld",
        room=_ROOM,
        title=_("Schaarse plaatsen verdeeld"),
        summary=_("Wie vroeg een plaats, hoeveel kregen er een, en bij welke opleiding was het druk?"),
        build="opleiding.reports.rounds",
        goals=(4, 7),
        audience=reports.Audience.PUBLIC,
    )
)

_WITH_PROFILE = _("Tot je je profiel wist, of 2 jaar na je laatste wijziging.")
_AS_LONG = _("Zo lang het instituut of de universiteit meedoet.")


def _own(purpose: privacy.Text, erase: Erase = Erase.ROW) -> Personal:
    return Personal(purpose=purpose, ground=Ground.CONSENT, retention=_WITH_PROFILE, erase=erase)


def _of_trainer(model: str, **fields: Personal) -> None:
    privacy.register(model, owner="trainer__user", about=_("examentrainers"), also=fields)


def _decided_by(model: str, field: str, about: privacy.Text) -> None:
    decided = Personal(
        purpose=_("kunnen nagaan wie een besluit nam"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_AS_LONG,
        erase=Erase.NULL,
    )
    privacy.register(model, owner=field, about=about, also={field: decided})


privacy.register(
    "opleiding.Trainer",
    owner="user",
    about=_("examentrainers"),
    consequence=_("Je profiel, je adviezen en je aanmeldingen gaan weg."),
    shown=("institute",),
    user=Personal(
        purpose=_("je profiel bewaren, zodat je later verder kunt"),
        ground=Ground.CONSENT,
        retention=_WITH_PROFILE,
        erase=Erase.ROW,
        keep=timedelta(days=730),
        after="changed_at",
    ),
    pc4=_own(_("schatten hoe lang je reist")),
    wish=_own(_("opleidingen zoeken die bij je passen")),
)
_of_trainer("opleiding.Study", programme=_own(_("nagaan welke opleiding je mag doen")))
_of_trainer("opleiding.ExtraCredits", ec=_own(_("nagaan welke opleiding je mag doen")))
_of_trainer("opleiding.Experience", hours=_own(_("laten zien welke opleiding bij je ervaring past")))
_of_trainer("opleiding.Consent", use=_own(_("kunnen laten zien wat je toestond, en tot wanneer")))
_of_trainer("opleiding.Advice", facts=_own(_("je advies en je brief opnieuw kunnen laten zien")))
privacy.register(
    "opleiding.Amendment",
    owner="by",
    about=_("wie een advies aanpast"),
    by=Personal(
        purpose=_("kunnen nagaan wie een besluit nam"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_WITH_PROFILE,
        erase=Erase.NULL,
    ),
    why=Personal(
        purpose=_("uitleggen waarom iets anders voorop staat"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_WITH_PROFILE,
        erase=Erase.SCRUB,
    ),
)
privacy.register(
    "opleiding.FunnelEvent",
    owner=rights.followed,
    about=_("examentrainers die wij mogen volgen"),
    stage=Personal(
        purpose=_("zien of opleidingen trainers bereiken"),
        ground=Ground.CONSENT,
        retention=_("Zo lang wij tellen. Zonder profiel leidt het getal naar niemand."),
        erase=Erase.KEEP,
        reason=_("Met het profiel verdwijnt wie het was; het aantal blijft."),
    ),
)
history.untracked("opleiding.FunnelEvent", "The database refuses any change.")
_decided_by("opleiding.Agreement", "uploaded_by", _("wie een overeenkomst plaatst"))
_decided_by("opleiding.Confirmation", "by", _("wie bij een instituut uren bevestigt"))
_decided_by("opleiding.Batch", "made_by", _("wie uitnodigingen maakt"))
privacy.impersonal("opleiding.Invitation", code_hash=_("Van een code. Wie hem gebruikt, staat in het eigen profiel."))
privacy.register(
    "opleiding.Suppressed",
    owner=Keyed("mailbox", "mailbox"),
    about=_("examentrainers die wij voor een instituut mailden"),
    mailbox=Personal(
        purpose=_("iemand niet nog eens namens hetzelfde instituut mailen"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("2 jaar na de uitnodiging."),
        erase=Erase.ROW,
        keep=timedelta(days=730),
        after="at",
    ),
)
privacy.impersonal("opleiding.Rules", rules=_("Toelatingsregels van een opleiding."))
privacy.impersonal("opleiding.University", pc4=_("Waar een universiteit lesgeeft."))
for _listed in ("Subject", "StudyProgramme", "RelatedTable"):
    privacy.impersonal(f"opleiding.{_listed}", code=_("Staat in een openbare lijst."))
_THEMSELVES = "People answer themselves; what was allowed and until when stands in the consents."
for _model in ("Trainer", "Study", "ExtraCredits", "Experience", "Consent", "Advice"):
    history.untracked(f"opleiding.{_model}", _THEMSELVES)
history.untracked("opleiding.Invitation", "Made with its batch; when it was used stands in the row.")
history.untracked("opleiding.Suppressed", "A row is added and goes by retention; it never changes.")

jobs.register("opleiding.match", tasks.handle_match, priority=Priority.SLOW)
jobs.register("opleiding.verify", tasks.handle_verify, priority=Priority.SLOW)
jobs.register("opleiding.meeting_letters", tasks.handle_meeting_letters)
jobs.register("opleiding.chances", tasks.handle_chances, priority=Priority.SLOW)
jobs.register("opleiding.tell", tasks.handle_tell, priority=Priority.SLOW)
_UNTIL_FROZEN = _(
    "Tot je je lijst terugneemt of je profiel wist. Na het vastzetten blijft hij onder een lot zonder naam."
)


def _asked(purpose: privacy.Text) -> Personal:
    return Personal(
        purpose=purpose,
        ground=Ground.CONSENT,
        retention=_UNTIL_FROZEN,
        erase=Erase.KEEP,
        reason=_("De ronde is openbaar en moet na te rekenen blijven. Wie weg is, staat er niet meer bij."),
    )


privacy.register(
    "opleiding.Candidate",
    owner="trainer__user",
    about=_("examentrainers die een plaats vragen"),
    consequence=_("Je doet niet meer mee aan rondes die nog lopen. In oude rondes wijst niets meer naar jou."),
    shown=("round",),
    preferences=_asked(_("plaatsen eerlijk verdelen")),
    standing=_asked(_("de openbare voorrang bepalen")),
    chance=_asked(_("laten zien hoe groot je kans was")),
    code=_asked(_("je lijst openbaar maken zonder je naam")),
)
privacy.register(
    "opleiding.MatchResult",
    owner="candidate__trainer__user",
    about=_("examentrainers die een plaats vragen"),
    told=_asked(_("uitleggen waarom je deze plaats kreeg")),
    placed=_asked(_("uitleggen waarom je deze plaats kreeg")),
)
_ROUND_IS_PUBLIC = _("Openbaar, zonder mensen: kandidaten staan er onder een lot.")
privacy.impersonal(
    "opleiding.MatchRound",
    **dict.fromkeys(("about", "bundle", "commitment", "recording", "secret", "sealed_secret"), _ROUND_IS_PUBLIC),
)
privacy.impersonal(
    "opleiding.MatchRun", **dict.fromkeys(("gone", "summary", "archive", "verdict", "outcome_hash"), _ROUND_IS_PUBLIC)
)
_OF_AN_OFFERING = _("Van een opleiding in een ronde, niet van een mens.")
privacy.impersonal("opleiding.RoundPool", code=_OF_AN_OFFERING)
privacy.impersonal("opleiding.RoundOffering", code=_OF_AN_OFFERING)
privacy.impersonal("opleiding.RoundEntry", facts=_ROUND_IS_PUBLIC)
history.untracked(
    "opleiding.Candidate", "Trainers change it themselves; after the freeze the database refuses any change."
)
history.untracked("opleiding.MatchResult", "Computed, and the database refuses any change.")
history.untracked("opleiding.MatchRun", "Computed; each step is a RoundEntry, and once published nothing changes.")
history.untracked("opleiding.RoundEntry", "Is itself the record of each step; the database refuses any change.")
privacy.register(
    "opleiding.Registration",
    called=_("aanmeldingen voor bijeenkomsten"),
    owner="trainer__user",
    about=_("examentrainers die naar een bijeenkomst gaan"),
    consequence=_("Je plaats bij een bijeenkomst gaat naar een ander."),
    shown=("meeting",),
    state=_own(_("plaatsen bij een bijeenkomst eerlijk verdelen")),
    code=_own(_("bij de deur zien wie er is")),
    attended_at=_own(_("bij de deur zien wie er is")),
    entered_at=_own(_("plaatsen bij een bijeenkomst eerlijk verdelen")),
)
privacy.register(
    "opleiding.Scan",
    owner="registration__trainer__user",
    about=_("examentrainers die naar een bijeenkomst gaan"),
    code=_own(_("bij de deur zien wie er is")),
)
_decided_by("opleiding.Scan", "by", _("wie bij de deur staat"))
privacy.impersonal("opleiding.Scan", device=_("Een willekeurig nummer dat de telefoon zelf maakt."))
privacy.impersonal(
    "opleiding.Opinion", words=_("Staat los van wie het schreef, en komt pas vanaf vijf antwoorden in beeld.")
)
_OF_A_MEETING = _("Over een bijeenkomst, niet over een mens.")
privacy.impersonal("opleiding.MeetingSeries", about=_OF_A_MEETING)
privacy.impersonal("opleiding.Meeting", place=_OF_A_MEETING, online_url=_OF_A_MEETING)
history.untracked("opleiding.Scan", "A scan is added and taken back; both moments stand in its row.")
history.untracked("opleiding.Opinion", "A history would keep the moment, and so lead to who answered.")
privacy.register(
    "opleiding.ModuleSeat",
    called=_("plaatsen in modules"),
    owner="trainer__user",
    about=_("examentrainers die een module volgen"),
    shared=_("de lerarenopleiding en het instituut die de module geven"),
    consequence=_("Je plaats in een module gaat naar een ander."),
    shown=("module",),
    entered_at=_own(_("plaatsen in een module eerlijk verdelen")),
    spared=_own(_("weten welk onderdeel je niet hoeft te volgen")),
)
_decided_by("opleiding.ModuleVersion", "by", _("wie een module schrijft"))
_decided_by("opleiding.ModuleApproval", "by", _("wie een module goedkeurt"))
_OF_A_MODULE = _("Over een module, niet over een mens.")
privacy.impersonal(
    "opleiding.Module",
    **dict.fromkeys(("about", "outcomes", "place", "exemptions", "lessons", "stopped_why"), _OF_A_MODULE),
)
privacy.impersonal("opleiding.ModuleVersion", text=_OF_A_MODULE, why=_OF_A_MODULE)
history.untracked("opleiding.ModuleSeat", "Trainers come and go themselves; both moments stand in the row.")
history.untracked("opleiding.ModuleVersion", "Is itself the record of a text; the database refuses any change.")
history.untracked("opleiding.ModuleApproval", "A row is added and never changes.")
registry.desk(
    registry.Desk(
        _("Maak samen een module"),
        "opleiding:module-desk",
        holder_of(Role.PROGRAMME, Role.INSTITUTE, solution=_ROOM),
    )
)
registry.desk(
    registry.Desk(
        _("Organiseer bijeenkomsten"),
        "opleiding:meeting-desk",
        holder_of(Role.ORGANISER, solution=_ROOM) | coordinator_of(_ROOM) | operator,
    )
)
registry.desk(registry.Desk(_("Verdeel plaatsen"), "opleiding:round-desk", coordinator_of("opleiding") | operator))

registry.register(
    registry.Solution(
        room="opleiding",
        number=3,
        slug="opleiding-op-maat",
        title="Opleiding op Maat",
        pitch=_("Geef je examentraining? Vind de opleiding tot leraar die bij je past."),
        text=(
            _(
                "Er zijn te weinig leraren op middelbare scholen. Toch is er een groep die al goed "
                "voor de klas staat: examentrainers."
            ),
            _(
                "Examentrainers zijn studenten aan de universiteit. Als bijbaan helpen ze leerlingen "
                "van havo en vwo met hun examens. Zes op de tien denken erover om leraar te worden."
            ),
            _(
                "Maar een op de tien wordt het echt. Het rapport zegt: als ze het allemaal deden, "
                "was het tekort tot 2029 opgelost."
            ),
            _(
                "Daarom krijg je op een bijeenkomst een persoonlijk advies. Je hoort welke opleiding "
                "bij je past. De opleidingen maken ook lessen die verder gaan dan wat je al kunt."
            ),
        ),
        goals=(4, 7),
        figure=registry.Figure(
            value="60 %",
            text=_("van de examentrainers denkt erover om leraar te worden. Maar 10 % wordt het."),
            source=_("Onderzoek van de Nationale DenkTank, 2021"),
        ),
        sought=(
            registry.Sought("trainer", _("Examentrainers"), _("Je wilt weten welke opleiding bij je past.")),
            registry.Sought("institute", _("Instituten voor examentraining"), _("U leidt examentrainers op.")),
            registry.Sought("programme", _("Lerarenopleidingen"), _("U wilt studenten beter bereiken.")),
        ),
        url_name="opleiding:front",
        drawing="desk",
    )
)
