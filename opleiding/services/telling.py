"""Mail to who takes part in a round: the list is here, the outcome is known, a free place brought somebody higher."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from ndt.jobs import services as jobs
from ndt.jobs.models import Priority
from ndt.mail import services as mail
from opleiding import emails
from opleiding.models import Candidate, MatchResult, MatchRun
from opleiding.models.rounds import RunState
from opleiding.queries import rounds as queries
from opleiding.services import following

BATCH: Final = 500


def list_received(candidate: Candidate) -> None:
    """Write a letter about a list that was handed in or changed. Call it in the transaction of the list."""
    names = queries.titles(candidate.round)
    letter = emails.list_received(candidate, [names[code] for code in candidate.preferences])
    mail.queue(letter, key=f"opleiding.list:{candidate.pk}:{candidate.saved_at.isoformat()}")


def ask(run: MatchRun, *, after: int = 0) -> None:
    """Let a job write the letters about a published outcome. after: the candidate that was written last."""
    key = f"opleiding.tell:{run.pk}:{after}"
    jobs.enqueue(kind="opleiding.tell", key=key, payload={"run": run.pk, "after": after})


@transaction.atomic
def outcome(*, run_id: int, after: int) -> None:
    """Write the next candidates what an outcome meant for them, and a job for those that follow. Safe to run twice.

    After the first outcome only who is elsewhere gets a letter. Who gave the place back knows it.
    """
    run = MatchRun.objects.select_related("round").defer("archive").get(pk=run_id)
    names, before = queries.titles(run.round), _before(run)
    results = list(
        run.results.filter(candidate__pk__gt=after)
        .select_related("candidate__round", "candidate__trainer__user", "candidate__trainer__institute")
        .order_by("candidate_id")[:BATCH]
    )
    following.note_outcome(run=run, results=results)
    earlier = {} if before is None else _placed(before, results)
    for one in results:
        candidate = one.candidate
        was = earlier.get(candidate.pk, "")
        if candidate.trainer is None or candidate.code in run.gone or (before is not None and was == one.placed):
            continue
        place, rank = names.get(one.placed, ""), len(one.told["why_not"]) + 1
        if before is None:
            letter = emails.outcome(candidate, place, rank=rank, may_change=run.round.may_run_again)
        else:
            letter = emails.place_changed(candidate, place, rank=rank, was=names.get(was, ""))
        mail.queue(letter, key=f"opleiding.outcome:{run.pk}:{candidate.pk}", priority=Priority.BULK)
    if len(results) == BATCH:
        ask(run, after=results[-1].candidate_id)


def _before(run: MatchRun) -> MatchRun | None:
    """Give the outcome that was published before this one."""
    earlier = run.round.runs.filter(state=RunState.PUBLISHED, number__lt=run.number)
    return earlier.defer("archive").order_by("-number").first()


def _placed(run: MatchRun, results: list[MatchResult]) -> dict[int, str]:
    """Give where these candidates were in an outcome, by candidate."""
    people = [one.candidate_id for one in results]
    return dict(run.results.filter(candidate__in=people).values_list("candidate", "placed"))
