"""Which changes somebody wants to see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ndt.history import tracking
from ndt.history.queries import Wanted
from ndt.people.models import User


class FilterForm(forms.Form):
    """Filters of the page with all changes; all may stay empty."""

    wat = forms.ChoiceField(label=_("Wat"), required=False)
    wie = forms.ModelChoiceField(
        label=_("Wie"), required=False, queryset=User.objects.none(), empty_label=_("Iedereen")
    )
    tot = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted(
            (capfirst(str(model._meta.verbose_name_plural)), model._meta.label) for model in tracking.event_models()
        )
        what, who = self.fields["wat"], self.fields["wie"]
        assert isinstance(what, forms.ChoiceField)
        assert isinstance(who, forms.ModelChoiceField)
        what.choices = [("", _("Alles")), *((label, title) for title, label in kinds)]
        who.queryset = User.objects.filter(is_staff=True) | User.objects.filter(memberships__isnull=False)
        who.queryset = who.queryset.distinct().order_by("name", "email")

    def wanted(self) -> Wanted:
        """Give what was asked for."""
        who = self.cleaned_data["wie"]
        return Wanted(self.cleaned_data["wat"], who.pk if who else None, self.cleaned_data["tot"])
