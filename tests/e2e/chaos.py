"""A crowd that signs while processes are killed, and the books that must balance afterwards."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.signing import BadSignature
from django.db import connection
from django.http import HttpRequest

from campaigns.models import FormLetter, Intake, LedgerEntry, Petition, Signature
from campaigns.models.signature import State
from campaigns.services import counting
from campaigns.views.public import BROWSER_COOKIE
from ndt.demo.models import Mail
from ndt.jobs.models import Job
from ndt.mail.addresses import mailbox
from tests.e2e.site import Site
from tests.e2e.visitor import Answer, Visitor, signing

# One after the other; "web process" is one of the web server's own workers.
VICTIMS = ("web process", "web", "worker", "beat", "valkey")
BUSY = {429, 500, 502, 503, 504}


class Post:
    """What arrived so far, read by one thread for the whole crowd."""

    def __init__(self) -> None:
        self.letters: dict[str, list[Mail]] = {}
        self._seen = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, name="post")

    def __enter__(self) -> Post:
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        try:
            while not self._stop.wait(0.1):
                # By number, with a look back: a letter with a lower number may be committed later.
                for mail in Mail.objects.filter(pk__gt=self._seen - 50).order_by("pk"):
                    box = self.letters.setdefault(mail.recipient, [])
                    if all(mail.pk != one.pk for one in box):
                        box.append(mail)
                    self._seen = max(self._seen, mail.pk)
        finally:
            connection.close()

    def link(self, email: str, word: str) -> str | None:
        """Give the newest link with this word in its path that came for an address."""
        for mail in reversed(self.letters.get(email, [])):
            for link in mail.links:
                if f"/{word}/" in link:
                    return link
        return None


@dataclass
class Signer:
    """One citizen: what they were told, to hold against what is in the books."""

    number: int
    visitor: Visitor
    accepted: list[uuid.UUID] = field(default_factory=list)
    told_counted: bool = False
    steps: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    gave_up: str = ""

    @property
    def email(self) -> str:
        return f"signer{self.number}@ouders.example"

    def sign(self, path: str, post: Post, *, deadline: float) -> None:
        """Send the form, read the mail, press the button. Whatever gets no answer is done again."""
        try:
            self._insist(lambda: self._send_form(path), deadline)
            self.steps = 1
            link = self._insist(lambda: post.link(self.email, "bevestig"), deadline)
            self._insist(lambda: self._confirm(str(link)), deadline)
            self.told_counted = True
            self.steps = 2
        except (TimeoutError, AssertionError, KeyError, BadSignature) as problem:
            self.gave_up = repr(problem)
        finally:
            self.steps = 2
            self.visitor.hang_up()

    def _insist(self, work: Callable[[], object], deadline: float) -> object:
        while time.monotonic() < deadline:
            try:
                if done := work():
                    return done
            except (OSError, http.client.HTTPException) as problem:
                self.errors[type(problem).__name__] += 1
                self.visitor.hang_up()
            time.sleep(random.uniform(0.1, 0.5))
        raise TimeoutError(f"{self.email} got no further")

    def _send_form(self, path: str) -> bool:
        answer = self._press(f"{path}teken/", signing(self.email, name=f"Signer {self.number}"))
        if answer is None:
            return False
        assert answer.status == 302, f"the form: {answer.status}"
        assert answer.location.endswith("/kijk-in-uw-mail/"), answer.location
        self.accepted.append(form_of(answer))
        return True

    def _confirm(self, link: str) -> bool:
        answer = self._press(link, {})
        if answer is None:
            return False
        assert answer.status == 302, f"the button: {answer.status}"
        return True

    def _press(self, path: str, facts: dict[str, str]) -> Answer | None:
        """Open a page and send its form; None when the server was too busy for either."""
        page = self.visitor.get(path)
        if page.status in BUSY:
            self.errors[str(page.status)] += 1
            return None
        assert page.status == 200, f"{path}: {page.status}"
        answer = self.visitor.press_on(page, path, facts)
        if answer.status in BUSY:
            self.errors[str(answer.status)] += 1
            return None
        return answer


def form_of(answer: Answer) -> uuid.UUID:
    """Give the number of the form that the server says it took: it stands in the browser's cookie."""
    request = HttpRequest()
    request.COOKIES = {name: morsel.value for name, morsel in answer.cookies.items()}
    told = request.get_signed_cookie(BROWSER_COOKIE, salt="campaigns")
    return uuid.UUID(told.partition(".")[2])


@contextlib.contextmanager
def supervised(site: Site) -> Iterator[list[str]]:
    """Start again what dies, as `make demo` and a container engine do; give what it said."""
    said: list[str] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.25):
            said.extend(site.stack.restart_crashed())

    thread = threading.Thread(target=watch, name="supervisor")
    thread.start()
    try:
        yield said
    finally:
        over.set()
        thread.join()


def kill(site: Site, victim: str) -> None:
    """kill -9: one of the web server's own processes, or the leader of another."""
    leader = site.process("web" if victim == "web process" else victim).process
    assert leader is not None
    pid = biggest_child(leader.pid) if victim == "web process" else leader.pid
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def biggest_child(parent: int) -> int:
    """Give the child that holds most memory: a worker that serves, not a helper of the leader."""
    sizes = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            facts = entry.read_text().rpartition(")")[2].split()
            if int(facts[1]) == parent:
                sizes[int(entry.parent.name)] = int(facts[21])
    assert sizes, f"process {parent} has no children"
    return max(sizes, key=lambda pid: sizes[pid])


@dataclass(frozen=True)
class Story:
    """What happened: who signed, what was killed, what was started again."""

    signers: list[Signer]
    kills: list[str]
    said: list[str]

    @property
    def errors(self) -> Counter[str]:
        return sum((signer.errors for signer in self.signers), Counter())


def storm(site: Site, petition: Petition, *, signers: int, rounds: int, seconds: float) -> Story:
    """Let so many people sign at once; kill each victim in turn, spread over the time it takes."""
    crowd = [
        Signer(number, Visitor(site.url, address=f"198.51.{number // 200}.{number % 200}")) for number in range(signers)
    ]
    path, deadline = petition.get_absolute_url(), time.monotonic() + seconds
    victims = list(VICTIMS) * rounds
    kills: list[str] = []
    with supervised(site) as said, Post() as post:
        threads = [threading.Thread(target=one.sign, args=(path, post), kwargs={"deadline": deadline}) for one in crowd]
        for thread in threads:
            thread.start()
        for number, victim in enumerate(victims):
            # By progress and not by the clock: each kill hits people who are on their way.
            goal = 2 * signers * (number + 0.5) / len(victims)
            while sum(one.steps for one in crowd) < goal and time.monotonic() < deadline:
                time.sleep(0.02)
            kill(site, victim)
            kills.append(victim)
        for thread in threads:
            thread.join()
        settle(site, petition, deadline=time.monotonic() + 60)
    return Story(crowd, kills, said)


def settle(site: Site, petition: Petition, *, deadline: float) -> None:
    """Wait until nothing waits in the outbox and the web server answers."""
    while time.monotonic() < deadline:
        waiting = Job.objects.filter(state="queued").exclude(kind="jobs.daily").count()
        if not waiting and public_number(site, petition) is not None:
            time.sleep(1.5)  # the number that a web process remembers is a second old at most
            return
        time.sleep(0.2)


def public_number(site: Site, petition: Petition) -> int | None:
    """Give what the world sees; None while nobody answers."""
    visitor = Visitor(site.url)
    try:
        answer = visitor.get(f"{petition.get_absolute_url()}aantal.json")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        visitor.hang_up()
    return int(answer.text.split('"number": ')[1].split(",")[0]) if answer.status == 200 else None


def doubles() -> int:
    """Give how many letters came once too often: the same Message-ID again."""
    numbers = Counter(mail.message["Message-ID"] for mail in Mail.objects.all())
    return sum(count - 1 for count in numbers.values())


def faults(signers: list[Signer], petition: Petition, *, public: int | None) -> list[str]:
    """Hold what people were told against what is written down; give a line for each thing that is not so."""
    return [
        *(f"{one.email} gave up: {one.gave_up}" for one in signers if one.gave_up),
        *_lost_forms(signers),
        *_lost_signatures(signers, petition),
        *_wrong_numbers(petition, public),
    ]


def _lost_forms(signers: list[Signer]) -> Iterator[str]:
    intakes = dict(Intake.objects.values_list("id", "signature_id"))
    jobs = {job.key: job for job in Job.objects.all()}
    arrived = {(mail.recipient, str(mail.message["Message-ID"])) for mail in Mail.objects.all()}
    capped = Counter(FormLetter.objects.values_list("mailbox", flat=True))
    for signer in signers:
        for intake in signer.accepted:
            if intake not in intakes:
                yield f"{signer.email}: form {intake} was taken and has no row"
                continue
            if intakes[intake] is None:
                yield f"{signer.email}: form {intake} has no signature"
            job = jobs.get(f"mail:campaigns:intake:{intake}")
            if job is None and capped[mailbox(signer.email)] >= 3:
                continue
            if job is None or job.state != "done":
                yield f"{signer.email}: form {intake} has no letter in the outbox that went"
            elif not any(to == signer.email and str(job.id) in number for to, number in arrived):
                yield f"{signer.email}: the letter of form {intake} never came"


def _lost_signatures(signers: list[Signer], petition: Petition) -> Iterator[str]:
    rows: dict[str, list[Signature]] = {}
    for signature in Signature.objects.filter(petition=petition):
        rows.setdefault(signature.email, []).append(signature)
    thanked = {mail.recipient for mail in Mail.objects.filter(subject__icontains="telt mee")}
    for signer in signers:
        mine = rows.get(signer.email, [])
        if len(mine) != 1:
            yield f"{signer.email} has {len(mine)} signatures"
        elif signer.told_counted and mine[0].state != State.CONFIRMED:
            yield f"{signer.email} was thanked and is {mine[0].state}"
        elif signer.told_counted and signer.email not in thanked:
            yield f"{signer.email} got no thanks by mail"


def _wrong_numbers(petition: Petition, public: int | None) -> Iterator[str]:
    rows = Signature.objects.counted().filter(petition=petition).count()
    steps = list(LedgerEntry.objects.filter(petition=petition).values_list("delta", flat=True))
    if public != rows:
        yield f"the public number is {public}, the rows are {rows}"
    if steps != [1] * rows:
        yield f"{rows} signatures count, the ledger holds {len(steps)} steps that add up to {sum(steps)}"
    for slug, number, counted in counting.recount():
        yield f"{slug}: the number is {number}, the rows are {counted}"
