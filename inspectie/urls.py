"""Addresses under /kwaliteit-in-zicht/, page by page. A page's CSV and JSON stand beside it."""

from django.urls import path

from inspectie.views import certainty, comparison, groups, growth, method, overview, scenario, schools, tracks

app_name = "inspectie"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("overzicht.csv", overview.overview_csv, name="overview-csv"),
    path("overzicht.json", overview.overview_json, name="overview-json"),
    # A norm of one's own; <digest> is the fingerprint of one that was kept.
    path("maak-een-norm/", scenario.scenario, name="scenario"),
    path("maak-een-norm/bewaar/", scenario.keep, name="keep"),
    path("maak-een-norm/<slug:digest>/", scenario.saved, name="saved"),
    path("maak-een-norm/<slug:digest>.json", scenario.saved_json, name="saved-json"),
    path("maak-een-norm/<slug:digest>.csv", scenario.saved_csv, name="saved-csv"),
    path("vergelijk/", comparison.comparison, name="comparison"),
    path("vergelijk.csv", comparison.comparison_csv, name="comparison-csv"),
    path("vergelijk.json", comparison.comparison_json, name="comparison-json"),
    path("hoe-zeker/", certainty.certainty, name="certainty"),
    path("hoe-zeker.csv", certainty.certainty_csv, name="certainty-csv"),
    path("hoe-zeker.json", certainty.certainty_json, name="certainty-json"),
    path("groei/", growth.growth, name="growth"),
    path("groei.csv", growth.growth_csv, name="growth-csv"),
    path("groei.json", growth.growth_json, name="growth-json"),
    path("gegevens/", method.method, name="method"),
    path("gegevens.csv", method.method_csv, name="method-csv"),
    path("gegevens.json", method.method_json, name="method-json"),
    path("normen/<slug:slug>.json", method.norm_json, name="norm-json"),
    path("verbeteren/", tracks.desk, name="tracks"),
    path("verbeteren/spelregels/", tracks.rules, name="track-rules"),
    path("verbeteren/oordeel/<int:pk>/start/", tracks.start, name="track-start"),
    path("verbeteren/oordeel/<int:pk>/overnemen/", tracks.take_over, name="track-take-over"),
    path("verbeteren/<uuid:number>/", tracks.track, name="track"),
    path("verbeteren/<uuid:number>/moment/", tracks.add, name="track-add"),
    path("verbeteren/<uuid:number>/moment/<int:pk>/", tracks.moment, name="track-moment"),
    path("verbeteren/<uuid:number>/mensen/", tracks.arrange, name="track-people"),
    path("verbeteren/<uuid:number>/einde/", tracks.end, name="track-end"),
    # /scholen/<ovt>/: the bar of 00AP|C1 is a dash in an address
    path("scholen/", schools.schools, name="schools"),
    path("scholen.csv", schools.schools_csv, name="schools-csv"),
    path("scholen.json", schools.schools_json, name="schools-json"),
    path("scholen/<slug:slug>/", schools.school, name="school"),
    path("scholen/<slug:slug>.csv", schools.school_csv, name="school-csv"),
    path("scholen/<slug:slug>.json", schools.school_json, name="school-json"),
    path("besturen/<slug:code>/", groups.board, name="board"),
    path("besturen/<slug:code>.csv", groups.board_csv, name="board-csv"),
    path("besturen/<slug:code>.json", groups.board_json, name="board-json"),
    path("gemeenten/<slug:code>/", groups.municipality, name="municipality"),
    path("gemeenten/<slug:code>.csv", groups.municipality_csv, name="municipality-csv"),
    path("gemeenten/<slug:code>.json", groups.municipality_json, name="municipality-json"),
    path("kaart/", groups.country, name="map"),
    path("kaart.csv", groups.country_csv, name="map-csv"),
    path("kaart.json", groups.country_json, name="map-json"),
]
