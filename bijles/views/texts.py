"""A coordinator: which texts there are in which language, who read them, and which may be printed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijles import words
from bijles.forms.outreach import ReadForm, WriteForm
from bijles.models import ParentText
from bijles.queries import letters
from bijles.services import texts
from bijles.views.access import person, text_desk


@require_safe
@text_desk
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """List the newest version of each text."""
    rows = [(one, words.LANGUAGES[one.language]) for one in letters.newest()]
    return render(request, "bijles/texts.html", {"rows": rows, "lacking": len(letters.lacking())})


@require_POST
@text_desk
def bring_in(request: HttpRequest) -> HttpResponseBase:
    """Write the texts that come with the platform."""
    count = texts.bring_in(now=timezone.now())
    told = ngettext("%(count)d tekst staat klaar.", "%(count)d teksten staan klaar.", count) % {"count": count}
    messages.success(request, told)
    return redirect("bijles:texts")


@require_safe
@text_desk
@never_cache
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Show a text beside the Dutch one, with what can be done with it."""
    return _page(request, _text(number))


@require_POST
@text_desk
def step(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """Approve a text, or let it be ordered no more."""
    text = _text(number)
    if name == "goedkeuren":
        texts.approve(text=text, by=person(request), now=timezone.now())
        messages.success(request, _("Deze tekst mag nu worden gedrukt."))
    elif name == "intrekken":
        texts.withdraw(text=text)
        messages.success(request, _("Deze tekst kan niemand meer bestellen."))
    else:
        raise Http404
    return redirect("bijles:text", text.pk)


@require_POST
@text_desk
def read(request: HttpRequest, number: int) -> HttpResponseBase:
    """Write down who read a text, as a role."""
    text, form = _text(number), ReadForm(request.POST)
    if not form.is_valid():
        return _page(request, text, form=form, status=422)
    if texts.read(text=text, reader=form.cleaned_data["reader"], on=form.cleaned_data["read_on"]):
        messages.success(request, _("Bewaard. Op papier staat nu geen ‘concept’ meer."))
    else:
        messages.info(request, _("Iemand schreef al op wie deze tekst las. Dat blijft staan."))
    return redirect("bijles:text", text.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@text_desk
@never_cache
def write(request: HttpRequest, number: int) -> HttpResponseBase:
    """Write the next version of a text."""
    text = _text(number)
    form = WriteForm(text, request.POST or None, initial={"title": text.title, "body": text.body})
    if request.method == "POST" and form.is_valid():
        made = texts.write(kind=text.kind, language=text.language, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Versie %(number)d is bewaard. Keur haar nog goed.") % {"number": made.version})
        return redirect("bijles:text", made.pk)
    context = {"form": form, "text": text, "title": _("Schrijf een nieuwe versie"), "button": _("Bewaar de versie")}
    return render(request, "bijles/text_write.html", context, status=422 if request.method == "POST" else 200)


def _text(number: int) -> ParentText:
    return get_object_or_404(ParentText.objects.select_related("approved_by"), pk=number)


def _page(request: HttpRequest, text: ParentText, *, form: ReadForm | None = None, status: int = 200) -> HttpResponse:
    dutch = letters.beside(text)
    versions = ParentText.objects.filter(kind=text.kind, language=text.language).order_by("-version")
    context = {
        "text": text,
        "in_language": words.LANGUAGES[text.language],
        "own": letters.show(text, {}),
        "dutch": dutch and letters.show(dutch, {}),
        "versions": versions,
        "form": form or ReadForm(initial={"read_on": timezone.localdate()}),
    }
    return render(request, "bijles/text.html", context, status=status)
