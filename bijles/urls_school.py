"""Addresses of schools, of texts for parents, of codes on paper, and of municipalities about them."""

from django.urls import URLPattern, path

from bijles.views import outreach, school, texts, via

urlpatterns: list[URLPattern] = [
    path("s/<str:code>/", via.via, name="via"),
    path("code/", via.typed, name="code"),
    path("school/", school.desk, name="school"),
    path("school/<int:number>/", school.page, name="school-page"),
    path("school/<int:number>/bestel/", school.order, name="school-order"),
    path("school/<int:number>/briefjes/", school.slips, name="school-slips"),
    path("school/bestelling/<int:number>.pdf", school.paper, name="school-paper"),
    path("gemeente/ouders/<slug:slug>/", outreach.page, name="city-outreach"),
    path("gemeente/ouders/<slug:slug>/school/", outreach.invite, name="city-school"),
    path("gemeente/ouders/<slug:slug>/school/<int:number>/stop/", outreach.part, name="city-school-stop"),
    path("gemeente/ouders/<slug:slug>/codes/", outreach.make_codes, name="city-codes"),
    path("gemeente/ouders/<slug:slug>/codes.csv", outreach.codes_file, name="city-codes-file"),
    path("gemeente/ouders/<slug:slug>/tekst/<slug:kind>/<slug:language>/", outreach.text, name="city-text"),
    path("teksten/", texts.desk, name="texts"),
    path("teksten/klaarzetten/", texts.bring_in, name="texts-bring"),
    path("teksten/<int:number>/", texts.page, name="text"),
    path("teksten/<int:number>/stap/<slug:name>/", texts.step, name="text-step"),
    path("teksten/<int:number>/gelezen/", texts.read, name="text-read"),
    path("teksten/<int:number>/nieuw/", texts.write, name="text-write"),
]
