"""The desk for accounts, organisations and roles. Every change is saved with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ndt.history.admin import TrackedAdmin
from ndt.people import services
from ndt.people.models import Membership, Organisation, User
from ndt.privacy.admin import erase_people
from ndt.web import registry


class ReasonForm(forms.Form):
    """Why an operator does something to an account."""

    reason = forms.CharField(
        label=gettext_lazy("Reden"), help_text=gettext_lazy("Komt in de geschiedenis te staan."), max_length=200
    )


def _solutions() -> list[tuple[str, Any]]:
    return [(solution.room, solution.title) for solution in registry.solutions()]


class SolutionFilter(admin.SimpleListFilter):
    """Which solution, by its own name."""

    title = gettext_lazy("oplossing")
    parameter_name = "solution"
    lookup = "solution"

    def lookups(self, _request: HttpRequest, _desk: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Give the solutions that the rooms registered."""
        return _solutions()

    def queryset(self, _request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the chosen one."""
        return rows.filter(**{self.lookup: self.value()}) if self.value() else rows


class MembershipSolutionFilter(SolutionFilter):
    """The same, by way of the organisation."""

    lookup = "organisation__solution"


class OrganisationForm(forms.ModelForm[Organisation]):
    """An organisation, with the solutions as a list to choose from."""

    solution = forms.ChoiceField(
        label=gettext_lazy("Oplossing"), required=False, choices=lambda: [("", gettext_lazy("geen")), *_solutions()]
    )


class MembershipInline(admin.TabularInline[Membership, Any]):
    """Roles on the page of an account or organisation. They end; they are not deleted."""

    model = Membership
    extra = 0
    can_delete = False
    autocomplete_fields = ("user", "organisation")


@admin.register(User)
class UserAdmin(TrackedAdmin[User]):
    """Accounts. Addresses are changed by their owner, who proves to read them; erasing is an action."""

    list_display = ("email", "name", "is_active", "is_staff", "created_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "language", "is_active", "is_staff", "is_superuser", "last_login", "created_at")
    readonly_fields = ("last_login", "created_at")
    inlines = (MembershipInline,)
    actions = ("reset_second_factor", "close", erase_people)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Keep the address of an existing account."""
        return (*self.readonly_fields, "email") if obj else self.readonly_fields

    def has_delete_permission(self, _request: HttpRequest, _obj: User | None = None) -> bool:
        """Leave erasing to the privacy room, which knows every place where a person stands."""
        return False

    @admin.action(description=gettext_lazy("Verwijder de tweede stap"), permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, users: QuerySet[User]) -> HttpResponse | None:
        """Help people who lost their phone or key."""

        def reset(user: User, reason: str) -> None:
            services.reset_second_factor(user=user, reason=reason, now=timezone.now())

        return self._with_reason(
            request, users, action="reset_second_factor", act=reset, title=_("Verwijder de tweede stap"),
            warning=_("Controleer eerst wie dit vraagt. Bel terug op een nummer dat u al had."),
        )  # fmt: skip

    @admin.action(description=gettext_lazy("Sluit de accounts"), permissions=["change"])
    def close(self, request: HttpRequest, users: QuerySet[User]) -> HttpResponse | None:
        """Log accounts out everywhere and let nobody in any more."""

        def close(user: User, reason: str) -> None:
            services.close(user=user, reason=reason)

        return self._with_reason(
            request, users, action="close", act=close, title=_("Sluit de accounts"),
            warning=_("Deze mensen kunnen niet meer inloggen. Hun gegevens blijven staan."),
        )  # fmt: skip

    def _with_reason(
        self, request: HttpRequest, users: QuerySet[User], *, action: str, act: Callable[[User, str], None],
        title: str, warning: str,
    ) -> HttpResponse | None:  # fmt: skip
        asked = "reason" in request.POST
        form = ReasonForm(request.POST if asked else None)
        if not (asked and form.is_valid()):
            context = self.admin_site.each_context(request) | {
                "title": title, "warning": warning, "form": form, "users": users, "action": action,
                "opts": self.model._meta,
            }  # fmt: skip
            return render(request, "admin/people/reason.html", context, status=422 if asked else 200)
        chosen = list(users)
        for user in chosen:
            act(user, form.cleaned_data["reason"])
            self.log_change(request, user, f"{title}: {form.cleaned_data['reason']}")
        done = ngettext("Gedaan voor %(count)d account.", "Gedaan voor %(count)d accounts.", len(chosen))
        self.message_user(request, done % {"count": len(chosen)}, messages.SUCCESS)
        return None


@admin.register(Organisation)
class OrganisationAdmin(TrackedAdmin[Organisation]):
    """Organisations and their people."""

    form = OrganisationForm
    list_display = ("name", "kind", "solution")
    list_filter = ("kind", SolutionFilter)
    search_fields = ("name",)
    fields = ("name", "kind", "solution")
    inlines = (MembershipInline,)


@admin.register(Membership)
class MembershipAdmin(TrackedAdmin[Membership]):
    """Roles over all accounts."""

    list_display = ("user", "role", "organisation", "since", "until")
    list_filter = ("role", MembershipSolutionFilter)
    search_fields = ("user__email", "user__name", "organisation__name")
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("user", "organisation")
    fields = ("user", "organisation", "role", "since", "until")
    list_select_related = ("user", "organisation")

    def has_delete_permission(self, _request: HttpRequest, _obj: Membership | None = None) -> bool:
        """Let roles end by their date, so that the history stays readable."""
        return False
