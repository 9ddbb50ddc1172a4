"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.web import registry

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
        drawing="lot",
    )
)
