"""What this room tells the house."""

from django.utils.translation import gettext_lazy as _

from ndt.web import registry

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
        drawing="swap",
    )
)
