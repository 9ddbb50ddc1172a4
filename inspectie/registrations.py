"""What this room tells the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from inspectie import pdf, tasks
from ndt import history
from ndt.jobs import registry as jobs
from ndt.pdf import registry as pdf_registry
from ndt.people.predicates import coordinator_of
from ndt.privacy import registry as privacy
from ndt.privacy.registry import Erase, Ground, Personal
from ndt.reports import registry as reports
from ndt.web import registry

_PUBLISHED = _("Openbaar gepubliceerd over een school of bestuur, niet over een mens.")
_SCHOOL = _("Van een school, bestuur of gemeente, niet van een mens.")

privacy.impersonal("inspectie.Municipality", code=_SCHOOL, name=_SCHOOL)
privacy.impersonal("inspectie.Board", name=_SCHOOL)
privacy.impersonal(
    "inspectie.Vestiging", code=_SCHOOL, name=_SCHOOL, place=_SCHOOL, latitude=_SCHOOL, longitude=_SCHOOL
)
privacy.impersonal(
    "inspectie.Ovt", code=_SCHOOL, name=_SCHOOL, place=_SCHOOL, latitude=_SCHOOL, longitude=_SCHOOL, search=_SCHOOL
)
privacy.impersonal("inspectie.VestigingRecord", name=_PUBLISHED, place=_PUBLISHED)
privacy.impersonal("inspectie.OvtRecord", name=_PUBLISHED)
privacy.impersonal("inspectie.BoardRecord", name=_PUBLISHED)
privacy.impersonal("inspectie.MunicipalityRecord", name=_PUBLISHED)
privacy.impersonal("inspectie.Location", latitude=_PUBLISHED, longitude=_PUBLISHED)

_SOURCE_ROWS = "A row of a source: only added to, and superseded by the publication it names."
_DERIVED = "Derived from the rows of the sources after every import; nobody decides about it."
for _model in (
    "BoardRecord",
    "Enrolment",
    "Judgement",
    "Location",
    "MunicipalityRecord",
    "OvtRecord",
    "ProviderScore",
    "PublishedAggregate",
    "PublishedYear",
    "ResultCell",
    "VestigingRecord",
    "Weging",
    "WegingWindow",
):
    history.untracked(f"inspectie.{_model}", _SOURCE_ROWS)
for _model in ("Board", "Municipality", "Ovt", "OvtVestiging", "School", "Vestiging"):
    history.untracked(f"inspectie.{_model}", _DERIVED)
history.untracked("inspectie.Publication", "Is itself the record of an import.")
history.untracked("inspectie.Sheet", "Is part of the record of an import.")
history.untracked("inspectie.DataVersion", "Never changes: other data is another version.")
history.untracked("inspectie.JudgementCount", "A published count, which never changes.")
_CHOSEN = _("Getallen die iemand koos voor een norm. Er staat niet bij wie.")
privacy.impersonal("inspectie.SavedScenario", parameters=_CHOSEN, norm_set=_CHOSEN, data_version=_CHOSEN)
history.untracked("inspectie.SavedScenario", "Never changes: another norm is another row.")

jobs.daily("inspectie.track_reminders", tasks.remind_tracks)
registry.desk(registry.Desk(_("Begeleid verbetertrajecten"), "inspectie:tracks", coordinator_of("inspectie")))

_AFTER_TRACK = _("12 maanden na het einde van het verbetertraject.")


def _contact(purpose: privacy.Text) -> Personal:
    return Personal(
        purpose=purpose,
        ground=Ground.PUBLIC_TASK,
        retention=_AFTER_TRACK,
        erase=Erase.BLANK,
        keep=timedelta(days=365),
        after="closed_at",
    )


privacy.register(
    "inspectie.ImprovementTrack",
    owner=("contact_email", "lead"),
    about=_("mensen die met een verbetertraject van een school werken"),
    contact_name=_contact(_("weten met wie wij op de school praten")),
    contact_email=_contact(_("de school aan stappen en gesprekken herinneren")),
    lead=Personal(
        purpose=_("weten wie het traject begeleidt"),
        ground=Ground.PUBLIC_TASK,
        retention=_("Zo lang het verbetertraject bewaard blijft."),
        erase=Erase.NULL,
    ),
)
privacy.register(
    "inspectie.TrackMoment",
    about=_("mensen over wie een notitie bij een verbetertraject gaat"),
    note=Personal(
        purpose=_("weten wat er bij een stap of gesprek uitkwam"),
        ground=Ground.PUBLIC_TASK,
        retention=_("Zo lang het verbetertraject bewaard blijft."),
        erase=Erase.SCRUB,
    ),
)
privacy.impersonal("inspectie.TrackMoment", code=_("Een soort stap, niet van een mens."))
privacy.register(
    "inspectie.TrackPolicy",
    owner="chosen_by",
    about=_("wie de spelregels voor verbetertrajecten kiest"),
    chosen_by=Personal(
        purpose=_("kunnen nagaan wie een besluit nam"),
        ground=Ground.PUBLIC_TASK,
        retention=_("Zo lang de spelregel bewaard blijft."),
        erase=Erase.NULL,
    ),
    reason=Personal(
        purpose=_("kunnen uitleggen waarom een spelregel geldt"),
        ground=Ground.PUBLIC_TASK,
        retention=_("Zo lang de spelregel bewaard blijft."),
        erase=Erase.SCRUB,
    ),
)
history.untracked("inspectie.TrackPolicy", "Is itself the record of a decision, and is only added to.")

pdf_registry.register(pdf.BRIEF, pdf.make_brief)
reports.register(
    reports.Report(
        slug="normen",
        room="inspectie",
        title=_("Wat andere normen doen"),
        summary=_("Hoeveel scholen halen de norm als lezen, taal en rekenen elk apart tellen?"),
        build="inspectie.reports.norms",
        goals=(1, 2, 7),
        audience=reports.Audience.PUBLIC,
        municipalities="inspectie.reports.municipalities",
    )
)

registry.register(
    registry.Solution(
        room="inspectie",
        number=6,
        slug="kwaliteit-in-zicht",
        title="Kwaliteit In-zicht",
        pitch=_("Bekijk per school wat strengere normen voor lezen, taal en rekenen doen."),
        text=(
            _(
                "Kinderen in Nederland lezen en rekenen slechter dan vroeger. Toch halen bijna alle "
                "scholen de norm. Hoe kan dat?"
            ),
            _(
                "De inspectie kijkt naar het gemiddelde van lezen, taal en rekenen. Een school kan "
                "slecht rekenen dus goedmaken met lezen. Zo blijft een probleem onzichtbaar."
            ),
            _(
                "Wij stellen vier dingen voor. Kijk apart naar lezen, taal en rekenen. Help elke "
                "onvoldoende school zo snel als een zeer zwakke school."
            ),
            _("Maak de norm voor lezen hoger. En kijk ook hoeveel kinderen groeien op een school."),
            _("Hier ziet iedereen wat dat doet, per school en voor het hele land."),
        ),
        goals=(1, 2, 7),
        figure=registry.Figure(
            value=_("Meer dan 19.000"),
            text=_("leerlingen op ruim 100 scholen krijgen beter les als elke onvoldoende school snel hulp krijgt."),
            source=_("Verwachting van de Nationale DenkTank, 2021"),
        ),
        sought=(
            registry.Sought("policymaker", _("Beleidsmakers"), _("U maakt beleid over de kwaliteit van scholen.")),
            registry.Sought(
                "spokesperson", _("Woordvoerders onderwijs"), _("U zit in de Tweede Kamer en spreekt over onderwijs.")
            ),
            registry.Sought("board", _("Schoolbesturen"), _("U wilt weten waar uw scholen staan.")),
        ),
        url_name="inspectie:overview",
        drawing="rule",
    )
)
