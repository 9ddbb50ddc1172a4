"""What views call first: who asks, and what is theirs. For others it does not exist."""

from __future__ import annotations

from functools import wraps
from typing import Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from bijles.models import Family, HelpVisit, Provider, School
from bijles.queries import helping as queries
from bijles.queries import rights
from bijles.queries.rights import schemes_of as schemes_of
from bijles.services import helping
from ndt import history
from ndt.people.access import Parameters, View, allowed
from ndt.people.models import Kind, Organisation, Role, User
from ndt.people.predicates import coordinator_of, holder_of, is_coordinator, is_operator, operator

helper_desk: Final = allowed(holder_of(Role.HELPER, solution="bijles"))
provider_desk: Final = allowed(holder_of(Role.PROVIDER, solution="bijles"))
tutor_desk: Final = allowed(holder_of(Role.TUTOR, solution="bijles"))
school_desk: Final = allowed(rights.is_school)
text_desk: Final = allowed(coordinator_of("bijles") | operator)
municipality_desk: Final = allowed(holder_of(Role.POLICYMAKER) | coordinator_of("bijles") | operator)
# What a provider and a municipality both read: agreements, invoices.
sides: Final = allowed(
    holder_of(Role.PROVIDER, solution="bijles") | holder_of(Role.POLICYMAKER) | coordinator_of("bijles") | operator
)

# Where a browser keeps which visit it is in.
VISIT: Final = "bijles_help"
SAFE: Final = ("GET", "HEAD")
WRONG: Final = 400


def person(request: HttpRequest) -> User:
    """Give who asks; the guard let them in."""
    assert isinstance(request.user, User)
    return request.user


def member(view: View[Parameters]) -> View[Parameters]:
    """Open a page of a family to its account, and to a helper with the parent beside them, for as long as that lasts.

    What a helper sends is written down before it is done, and stands as the reason in the history.
    """
    guarded = allowed(lambda user: True)(view)

    @wraps(view)
    def page(request: HttpRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
        visit = visit_of(request)
        if visit is None or request.method in SAFE:
            return guarded(request, *args, **kwargs)
        assert request.resolver_match is not None
        number = kwargs.get("number") if "/les/" in request.path else None
        step = helping.step(
            visit=visit,
            what=request.resolver_match.view_name,
            booking=number if isinstance(number, int) else None,
            now=timezone.now(),
        )
        with history.reason(f"bijles: {visit.desk.organisation} helps family {visit.family_id}, visit {visit.pk}"):
            answer = guarded(request, *args, **kwargs)
        if answer.status_code < WRONG:
            helping.did(step)
        return answer

    return page


def own_account(view: View[Parameters]) -> View[Parameters]:
    """Open a page to the family itself alone: for a helper it does not exist."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
        if visit_of(request) is not None:
            raise Http404
        return view(request, *args, **kwargs)

    return page


def visit_of(request: HttpRequest) -> HelpVisit | None:
    """Give the visit in which who asks helps a family now, or None. Pages read it as `request.help_visit`, or by {% help_visit %}."""
    if not hasattr(request, "help_visit"):
        number, user, found = request.session.get(VISIT), request.user, None
        if number is not None and isinstance(user, User):
            found = queries.visit(user, number, now=timezone.now(), on=timezone.localdate())
        request.help_visit = found  # type: ignore[attr-defined]
    visit: HelpVisit | None = request.help_visit  # type: ignore[attr-defined]
    return visit


def family_of(request: HttpRequest) -> Family | None:
    """Give the family of who asks, or the one that is helped; None while no pass was proved."""
    visit = visit_of(request)
    return visit.family if visit else Family.objects.filter(user=person(request)).first()


def providers_of(user: User, *roles: str) -> QuerySet[Provider]:
    """Give the providers where somebody holds one of these roles today."""
    return Provider.objects.filter(organisation__in=Organisation.objects.where(user, *roles, on=timezone.localdate()))


def municipalities_of(user: User) -> QuerySet[Organisation]:
    """Give the municipalities for which somebody works; who coordinates the plan or runs the platform, all of them."""
    if is_coordinator(user, "bijles") or is_operator(user):
        return Organisation.objects.of_kind(Kind.MUNICIPALITY).order_by("name")
    return Organisation.objects.where(user, Role.POLICYMAKER, on=timezone.localdate()).order_by("name")


def schools_of(user: User) -> QuerySet[School]:
    """Give the schools of somebody that belong to a pass now."""
    found = School.objects.active().filter(organisation__in=rights.school_organisations(user))
    return found.select_related("organisation", "scheme__municipality")
