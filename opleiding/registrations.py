"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.web import registry

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
            _("Maar een op de tien wordt het echt. Als ze het allemaal deden, was het tekort tot 2029 opgelost."),
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
        drawing="desk",
    )
)
