"""What this room tells the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from beraad import erasure, pdf, tasks
from ndt import history
from ndt.jobs import registry as jobs
from ndt.jobs.models import Priority
from ndt.pdf import registry as pdf_registry
from ndt.people.predicates import coordinator_of, operator
from ndt.privacy import registry as privacy
from ndt.privacy.registry import Erase, Ground, Keyed, Personal
from ndt.reports import registry as reports
from ndt.web import registry

jobs.register("beraad.solve", tasks.handle_solve, priority=Priority.SLOW)
jobs.register("beraad.replace", tasks.handle_replace, priority=Priority.SLOW)
jobs.daily("beraad.invitations", tasks.look_after_invitations)
jobs.register("beraad.tell", tasks.handle_tell, priority=Priority.BULK)
jobs.register("beraad.paper", tasks.handle_paper, priority=Priority.SLOW)
jobs.daily("beraad.papers", tasks.renew_papers)
jobs.register("beraad.freeze-notice", tasks.handle_freeze_notice, priority=Priority.BULK)
jobs.daily("beraad.remind-unknown", tasks.remind_unknown)
jobs.register("beraad.tables", tasks.handle_tables, priority=Priority.SLOW)
pdf_registry.register(pdf.TABLES, pdf.make_tables)
privacy.retention("beraad.unconfirmed", tasks.forget_unconfirmed)

_UNTIL = _("Tot u zich terugtrekt. Niet bevestigd: drie weken.")


def _teacher(purpose: privacy.Text, erase: Erase = Erase.BLANK) -> Personal:
    return Personal(
        purpose=purpose,
        ground=Ground.EXPLICIT_CONSENT,
        retention=_UNTIL,
        erase=erase,
        kept_by="beraad.unconfirmed",
    )


def _trace(purpose: privacy.Text) -> Personal:
    return Personal(
        purpose=purpose,
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("60 dagen na de aanmelding."),
        erase=Erase.BLANK,
        keep=timedelta(days=60),
        after="created_at",
    )


privacy.register(
    "beraad.Registration",
    owner=Keyed("mailbox", "mailbox", clear="email"),
    about=_("leraren die meedoen aan een loting"),
    consequence=_("U doet niet meer mee aan de loting."),
    shown=("assembly", "school"),
    name=_teacher(_("weten wie zich aanmeldt")),
    email=_teacher(_("de aanmelding laten bevestigen en de uitkomst melden")),
    mailbox=_teacher(_("elk mailadres één keer laten meedoen"), Erase.TOMBSTONE),
    profile=_teacher(_("een groep loten die op alle leraren lijkt")),
    code_hash=_teacher(_("nagaan of iemand leraar is")),
    opinion=_teacher(_("in het verslag zeggen hoe leraren ergens over denken, zonder namen")),
    block=_trace(_("veel aanmeldingen vanaf één netwerk herkennen")),
    device=_trace(_("veel aanmeldingen vanaf één apparaat herkennen")),
)
privacy.eraser("beraad.Registration", erasure.erase_registrations)
privacy.register(
    "beraad.Look",
    owner="looked_by",
    about=_("wie meldingen over aanmeldingen bekijkt"),
    looked_by=Personal(
        purpose=_("kunnen nagaan wie een melding bekeek"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Zo lang het beraad op deze website staat."),
        erase=Erase.NULL,
    ),
    reason=Personal(
        purpose=_("kunnen uitleggen waarom aanmeldingen bleven staan"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Zo lang het beraad op deze website staat."),
        erase=Erase.SCRUB,
    ),
    subject=Personal(
        purpose=_("weten over welke school, welk netwerk of welk apparaat een melding ging"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("60 dagen na het bekijken."),
        erase=Erase.TOMBSTONE,
        keep=timedelta(days=60),
        after="looked_at",
    ),
)
privacy.impersonal("beraad.Enrolment", statement=_("Openbare stelling van het beraad."))
privacy.impersonal("beraad.Ticket", profile=_("Staat onder een lot; na terugtrekken leidt niets naar een mens."))
privacy.impersonal("beraad.SchoolCode", code_hash=_("Van een code die nog van niemand is."))
privacy.register(
    "beraad.Invitation",
    owner=Keyed("ticket__registration__mailbox", "mailbox"),
    about=_("leraren die zijn ingeloot"),
    consequence=_("U doet niet meer mee aan het beraad. Uw plaats gaat naar iemand anders."),
    shown=("assembly",),
    why=_teacher(_("weten waarom mensen niet meedoen, en het beraad beter maken")),
    why_text=_teacher(_("weten waarom mensen niet meedoen, en het beraad beter maken")),
)
privacy.register(
    "beraad.ReplacementRound",
    owner="approved_by",
    about=_("wie akkoord gaf op een aanvulling"),
    approved_by=Personal(
        purpose=_("kunnen nagaan wie een besluit nam"),
        ground=Ground.LEGITIMATE_INTEREST,
        retention=_("Zo lang het beraad op deze website staat."),
        erase=Erase.NULL,
    ),
)
_DECIDED = _("kunnen nagaan wie een besluit nam")
_AS_LONG = _("Zo lang het beraad op deze website staat.")
privacy.register(
    "beraad.TablePlan",
    owner=("made_by", "fixed_by"),
    about=_("wie een tafelindeling maakt en vastzet"),
    made_by=Personal(purpose=_DECIDED, ground=Ground.LEGITIMATE_INTEREST, retention=_AS_LONG, erase=Erase.NULL),
    fixed_by=Personal(purpose=_DECIDED, ground=Ground.LEGITIMATE_INTEREST, retention=_AS_LONG, erase=Erase.NULL),
)
privacy.register(
    "beraad.TableSeat",
    owner=Keyed("invitation__ticket__registration__mailbox", "mailbox"),
    about=_("aan welke tafel leraren zitten"),
    shown=("plan", "round", "table"),
    invitation=Personal(
        purpose=_("mensen aan gemengde tafels laten praten"),
        ground=Ground.EXPLICIT_CONSENT,
        retention=_AS_LONG,
        erase=Erase.KEEP,
        reason=_("Na terugtrekken staat de stoel onder een lot dat naar niemand leidt."),
    ),
)


def _at_table(purpose: privacy.Text) -> Personal:
    return Personal(
        purpose=purpose, ground=Ground.EXPLICIT_CONSENT, retention=_("Tot u zich terugtrekt."), erase=Erase.ROW
    )


privacy.register(
    "beraad.TablePin",
    owner=Keyed("invitation__ticket__registration__mailbox", "mailbox"),
    about=_("leraren met een vaste tafel"),
    shown=("table",),
    why=_at_table(_("een gespreksleider of een tolk aan de goede tafel zetten")),
)
privacy.register(
    "beraad.TablePair",
    owner=(
        Keyed("one__ticket__registration__mailbox", "mailbox"),
        Keyed("other__ticket__registration__mailbox", "mailbox"),
    ),
    about=_("leraren die altijd of nooit samen aan een tafel zitten"),
    kind=_at_table(_("mensen aan een tafel zetten waar zij vrij kunnen praten")),
)
history.untracked("beraad.TableSeat", "The computer seats; what a person changes stands in the history of the plan.")
PUBLIC = _("Openbare tekst van het beraad.")
privacy.impersonal(
    "beraad.ReplacementRound",
    reason=_("Waarom er wordt aangevuld. Openbaar, en nooit over mensen."),
    report=_("Getallen over de hele lijst."),
    chances=_("Per lot, zonder naam."),
    certificate=_("Een bewijs in getallen."),
    panels=_("Loten, zonder naam."),
    commitment=_("Vingerafdrukken van bestanden."),
    recording=_("Wat de bron van het toeval gaf."),
    secret=_("Een willekeurig getal, na de loting openbaar."),
    sealed_secret=_("Een willekeurig getal, versleuteld tot de loting."),
)
privacy.impersonal("beraad.InvitingPlan", meetings=_("Waar en wanneer het beraad bijeenkomt."))
privacy.impersonal("beraad.Assembly", about=PUBLIC, objective=PUBLIC)
privacy.impersonal("beraad.Party", mandate=PUBLIC, commitment=PUBLIC)
privacy.impersonal("beraad.Entry", facts=_("Over stappen, nooit over mensen."))
privacy.impersonal(
    "beraad.Draw",
    report=_("Getallen over de hele lijst."),
    chances=_("Per lot, zonder naam."),
    certificate=_("Een bewijs in getallen."),
    commitment=_("Vingerafdrukken van bestanden."),
    recording=_("Wat de bron van het toeval gaf."),
    secret=_("Een willekeurig getal, na de loting openbaar."),
    sealed_secret=_("Een willekeurig getal, versleuteld tot de loting."),
)
privacy.impersonal("beraad.School", mail_domain=_("Van een school, niet van een mens."))
history.untracked("beraad.Registration", "Teachers change it themselves.")
history.untracked("beraad.Consent", "Teachers change it themselves.")
history.untracked("beraad.Look", "Is itself the record of who looked and why.")
history.untracked("beraad.LinkDay", "Counts of a day; nobody decides about them.")
history.untracked("beraad.Ticket", "The database refuses any change.")
history.untracked("beraad.Entry", "Is itself the record of each step; the database refuses any change.")
history.untracked("beraad.Draw", "Once published the database refuses any change; each step is an Entry.")
history.untracked("beraad.Invitation", "Teachers answer themselves; what the team decides is a ReplacementRound.")
history.untracked("beraad.ReplacementRound", "Once approved the database refuses any change; each step is an Entry.")
privacy.impersonal("beraad.DrawPaper", content=_("Een openbaar verslag, zonder mensen."))
history.untracked("beraad.DrawPaper", "Made again from the draw whenever its facts change.")
reports.register(
    reports.Report(
        slug="lotingen",
        room="beraad",
        title=_("Lotingen van het LerarenBeraad"),
        summary=_("Hoeveel leraren deden mee aan een loting, en hoe groot was hun kans?"),
        build="beraad.reports.lotteries",
        goals=(4, 7),
        audience=reports.Audience.PUBLIC,
    )
)
history.untracked("beraad.Panel", "The database refuses any change.")
history.untracked("beraad.SchoolCode", "Made by the hundred, used once.")
registry.desk(registry.Desk(_("Leid het beraad"), "beraad:desk", coordinator_of("beraad") | operator))

registry.register(
    registry.Solution(
        room="beraad",
        number=5,
        slug="het-lerarenberaad",
        title="Het LerarenBeraad",
        pitch=_("Leraren bepalen samen hoe hun vak eruit moet zien. Het lot kiest wie meedoet."),
        text=(
            _("Iedereen praat over leraren. Maar wat vinden zij zelf van hun vak? Hun stem is nu moeilijk te horen."),
            _(
                "Het LerarenBeraad brengt een groep leraren bij elkaar. Alle leraren mogen zich "
                "aanmelden. Een loting kiest wie meedoet, zodat de groep op alle leraren lijkt."
            ),
            _(
                "De groep praat met elkaar en met kenners. Aan het eind ligt er een plan: zo ziet ons "
                "vak eruit, en dit moet er gebeuren."
            ),
            _("De loting is eerlijk. Iedereen kan later narekenen hoe het lot koos."),
        ),
        goals=(4, 7),
        figure=registry.Figure(
            value=_("Meer dan 400"),
            text=_("mensen uit het onderwijs spraken met de DenkTank. Van leerling tot minister."),
            source=_("Rapport van de Nationale DenkTank, 2021"),
        ),
        sought=(
            registry.Sought("teacher", _("Leraren"), _("Je wilt meedenken over je vak.")),
            registry.Sought("organisation", _("Organisaties van leraren"), _("U steunt het beraad.")),
            registry.Sought("facilitator", _("Gespreksleiders"), _("U wilt de gesprekken leiden.")),
        ),
        url_name="beraad:front",
        drawing="lot",
    )
)
