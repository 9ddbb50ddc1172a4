"""What can go wrong in this room, each with a stable code and its facts."""

from __future__ import annotations

from dataclasses import dataclass

from bijles.core.contact_data import Contact


class BijlesError(Exception):
    """Any error of this room. code: stable, for texts and tests."""

    code = "bijles"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file. row: counted from 1, the heading is row 1. column: its heading."""

    row: int
    column: str
    code: str


class ListRefused(BijlesError):
    """A list of passes holds faults, so nothing of it is taken. faults: all of them, in the order of the file."""

    code = "list-refused"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class SourceFails(BijlesError):
    """A municipality's computer gave no list. why: away, refused, shape, long or slow; nothing was taken."""

    code = "source-fails"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class BadRecurrence(BijlesError):
    """A recurrence rule that this room does not know. part: the piece that is wrong."""

    code = "bad-recurrence"

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class BadRules(BijlesError):
    """Stored programme rules that cannot be read. field: the name that is missing, unknown or wrong."""

    code = "bad-rules"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class LedgerRefuses(BijlesError):
    """A transfer that would break the ledger. why: unbalanced, empty, overspent, twice, unknown."""

    code = "ledger-refuses"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class TooLate(BijlesError):
    """A term has ended. what: tick, answer or code."""

    code = "too-late"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class KeyMissing(BijlesError):
    """A scheme has no key in PASS_KEYS, or one that is no key. scheme: its slug."""

    code = "key-missing"

    def __init__(self, scheme: str) -> None:
        super().__init__(scheme)
        self.scheme = scheme


class NoRoomOnPass(BijlesError):
    """The municipality's list says that a pass has no more children. children: how many it says."""

    code = "no-room-on-pass"

    def __init__(self, children: int) -> None:
        super().__init__(str(children))
        self.children = children


class NotBookable(BijlesError):
    """A lesson that cannot be booked, confirmed or cancelled now.

    why: gone (the seat), busy (the child has a lesson then), past, lapsed (the hold), tutor, agreement, pass, budget (of the
    child), pot (of the programme), decided (nothing to decide).
    """

    code = "not-bookable"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class CodeSpent(BijlesError):
    """A code of school that is not known, was used, or is too old: whoever types it hears one and the same."""

    code = "code-spent"


class CodesTried(BijlesError):
    """Too many codes of school that are none, on one account and a day."""

    code = "codes-tried"


class NotPrintable(BijlesError):
    """A text for parents that nobody approved, or a school that no longer belongs to the pass."""

    code = "not-printable"


class Refused(BijlesError):
    """The rules of the programme say no. rules: each that does, with what it still has room for."""

    code = "refused"

    def __init__(self, rules: tuple[tuple[str, int], ...]) -> None:
        super().__init__(", ".join(rule for rule, _left in rules))
        self.rules = rules


class StillWithdrawn(BijlesError):
    """A tutor whose VOG is withdrawn cannot teach again before a new one was seen."""

    code = "still-withdrawn"


class NotNamed(BijlesError):
    """A safeguarding contact that cannot be named or stopped. why: self, leads, known, last, unknown."""

    code = "not-named"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotSignable(BijlesError):
    """An agreement that cannot be offered, signed or changed now. why: quality, contact, state."""

    code = "not-signable"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotSettled(BijlesError):
    """A step of a month that cannot be taken now.

    why: step (another one comes first), month (it is not over), billing (what an invoice needs is missing), claim (it stands in
    a frozen month), unpaid (the bank has not said that it is paid), amount (it is not what the invoice says), reason (none was given), past (a day to pay that is over), faults (ledger, invoices and bank differ), done (nothing to do).
    """

    code = "not-settled"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class BadInvoice(BijlesError):
    """An invoice that breaks rules of EN 16931 or NLCIUS, so it is not kept. rules: their ids."""

    code = "bad-invoice"

    def __init__(self, rules: tuple[str, ...]) -> None:
        super().__init__(", ".join(rules))
        self.rules = rules


class StatementRefused(BijlesError):
    """A bank statement that cannot be read, so nothing of it is taken. faults: what is wrong, by row and column."""

    code = "statement-refused"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class PrivateContact(BijlesError):
    """A text for the other side that holds a link, an address, a number or the name of an app.

    kinds: which. together: it does so only after what the same side wrote just before.
    """

    code = "private-contact"

    def __init__(self, kinds: tuple[Contact, ...], *, together: bool = False) -> None:
        super().__init__(", ".join(kinds))
        self.kinds, self.together = kinds, together


class NotWritable(BijlesError):
    """A message that cannot be sent now. why: tutor (stopped), account (the tutor has none), over (the lessons), often."""

    code = "not-writable"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class HelpersMailbox(BijlesError):
    """A mailbox of somebody who helps: a family does not move there."""

    code = "helpers-mailbox"


class NameTaken(BijlesError):
    """An organisation of that name helps with the pass of another city."""

    code = "name-taken"
