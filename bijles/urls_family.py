"""Addresses for families, and the front page."""

from django.urls import URLPattern, path

from bijles.views import children, front, helping, mine, proving, search, talks

urlpatterns: list[URLPattern] = [
    path("", front.front, name="front"),
    path("begin/<slug:slug>/", proving.begin, name="begin"),
    path("mijn/", mine.mine, name="mine"),
    path("mijn/agenda/", mine.feed_link, name="feed-link"),
    path("agenda/<str:key>/bijles.ics", mine.feed, name="feed"),
    path("hulp/", helping.desk, name="help"),
    path("hulp/<int:number>/", helping.begin, name="help-begin"),
    path("hulp/klaar/", helping.end, name="help-end"),
    path("hulp/briefje/", helping.slip, name="help-slip"),
    path("hulp/account/", helping.offer_account, name="help-account-offer"),
    path("hulp/telefoon/", helping.by_phone, name="help-phone"),
    path("hulp/stop/<int:number>/", helping.stop, name="help-stop"),
    path("hulp/mijn-account/<str:token>/", helping.account, name="help-account"),
    path("kind/", children.new_child, name="new-child"),
    path("kind/<int:number>/", children.edit_child, name="edit-child"),
    path("kind/<int:number>/zoek/", search.search, name="search"),
    path("kind/<int:number>/boek/", search.book, name="book"),
    path("kind/<int:number>/bevestig/<uuid:series>/", search.confirm, name="confirm"),
    path("kind/<int:number>/wachtlijst/", search.wait, name="wait"),
    path("les/<int:number>/", mine.lesson, name="lesson"),
    path("les/<int:number>/afzeggen/", mine.cancel, name="cancel"),
    path("les/<int:number>/verzetten/", mine.move, name="move"),
    path("les/<int:number>/berichten/", talks.family, name="talk"),
    path("les/<int:number>/antwoord/", mine.answer, name="answer"),
]
