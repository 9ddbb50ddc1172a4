"""What can go wrong, each with a stable code and its facts; words for people are made where they are shown."""

from __future__ import annotations


class MailError(Exception):
    """Something that this room cannot do."""

    code = "mail"


class UnknownLink(MailError):
    """The link to unsubscribe is not one of ours."""

    code = "unknown-link"


class NotAPhone(MailError):
    """What was typed is no number of a mobile phone."""

    code = "not-a-phone"


class OtherCountry(MailError):
    """The number is of a country that we send no text messages to."""

    code = "other-country"


class TooManyCodes(MailError):
    """This number got as many text messages as it gets in a day."""

    code = "too-many-codes"


class BudgetSpent(MailError):
    """All text messages of today are spent."""

    code = "budget-spent"
