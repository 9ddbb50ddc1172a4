"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.web import registry

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
        drawing="tag",
    )
)
