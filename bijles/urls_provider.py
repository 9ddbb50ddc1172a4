"""Addresses about safety, of tutors and providers, and of municipalities about programmes, agreements and lessons."""

from django.urls import URLPattern, path

from bijles.views import agreements, city, hours, provider, safety, tutor

urlpatterns: list[URLPattern] = [
    path("melden/", safety.find, name="report"),
    path("melden/klaar/", safety.done, name="report-done"),
    path("melden/les/<str:token>/", safety.tell, name="report-lesson"),
    path("meldingen/", safety.desk, name="safety"),
    path("meldingen/<int:number>/", safety.read, name="safety-report"),
    path("meldingen/<int:number>/openen/", safety.open_report, name="safety-open"),
    path("meldingen/<int:number>/afsluiten/", safety.close, name="safety-close"),
    path("lesgeven/", tutor.agenda, name="tutor"),
    path("lesgeven/<int:number>/", tutor.lesson, name="tutor-lesson"),
    path("lesgeven/<int:number>/verslag/", tutor.note, name="tutor-note"),
    path("tijden/<int:number>/", hours.hours, name="hours"),
    path("tijden/<int:number>/erbij/", hours.add, name="hours-add"),
    path("tijden/<int:number>/weg/<int:times>/", hours.drop, name="hours-drop"),
    path("tijden/<int:number>/vrij/", hours.away, name="hours-away"),
    path("tijden/<int:number>/terug/", hours.back, name="hours-back"),
    path("aanbieder/", provider.desk, name="provider"),
    path("aanbieder/kwaliteit/", provider.quality, name="provider-quality"),
    path("aanbieder/geld/", provider.money, name="provider-money"),
    path("aanbieder/bijlesgever/", provider.new_tutor, name="provider-new-tutor"),
    path("aanbieder/bijlesgever/<int:number>/", provider.tutor, name="provider-tutor"),
    path("aanbieder/bijlesgever/<int:number>/wijzig/", provider.change_tutor, name="provider-tutor-change"),
    path("aanbieder/bijlesgever/<int:number>/vog/", provider.vog, name="provider-vog"),
    path("aanbieder/bijlesgever/<int:number>/vog/ingetrokken/", provider.withdraw, name="provider-withdraw"),
    path("aanbieder/bijlesgever/<int:number>/vak/", provider.skill, name="provider-skill"),
    path("overeenkomst/<int:number>/", agreements.agreement, name="agreement"),
    path("overeenkomst/<int:number>.pdf", agreements.paper, name="agreement-pdf"),
    path("overeenkomst/<int:number>/teken/", agreements.sign, name="agreement-sign"),
    path("overeenkomst/<int:number>/stap/<slug:name>/", agreements.step, name="agreement-step"),
    path("gemeente/", city.desk, name="city"),
    path("gemeente/regeling/nieuw/<slug:slug>/", city.new_programme, name="city-new-programme"),
    path("gemeente/regeling/<int:number>/", city.programme, name="city-programme"),
    path("gemeente/regeling/<int:number>/regels/", city.new_rules, name="city-rules"),
    path("gemeente/regeling/<int:number>/overeenkomst/", city.offer, name="city-offer"),
    path("gemeente/lessen/", city.lessons, name="city-lessons"),
    path("gemeente/lessen/<int:number>/", city.decide, name="city-decide"),
]
