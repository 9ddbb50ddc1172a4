"""Why an application, a round or an answer is not taken, each with a stable code and its facts."""

from __future__ import annotations

from wisselkracht.core.errors import WisselkrachtError


class SamePerson(WisselkrachtError):
    """Two of the three people are one. roles: which two."""

    code = "same-person"

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one}, {other}")
        self.roles = (one, other)


class TeacherTwice(WisselkrachtError):
    """A teacher stands in another application that still counts. school: of that one; only the teacher may see it."""

    code = "teacher-twice"

    def __init__(self, school: str) -> None:
        super().__init__(school)
        self.school = school


class SchoolClosed(WisselkrachtError):
    """The register says that the school is closed."""

    code = "school-closed"


class OutsideRegion(WisselkrachtError):
    """The school does not lie in the region of the round."""

    code = "outside-region"


class UnknownTheme(WisselkrachtError):
    """A theme is not in the vocabulary. theme: what was given."""

    code = "unknown-theme"

    def __init__(self, theme: str) -> None:
        super().__init__(theme)
        self.theme = theme


class BadVocabulary(WisselkrachtError):
    """The vocabulary contradicts itself. theme: where. what: parent, replacement, loop, twice or words."""

    code = "bad-vocabulary"

    def __init__(self, theme: str, what: str) -> None:
        super().__init__(f"{theme}: {what}")
        self.theme, self.what = theme, what


class BadPeriod(WisselkrachtError):
    """The days of a round do not fit. what: order, short, school-year, or deadlines."""

    code = "bad-period"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class NoRound(WisselkrachtError):
    """The round takes no applications now."""

    code = "no-round"


class NotNow(WisselkrachtError):
    """An application that ended, or a person who left it, cannot do this any more."""

    code = "not-now"


class WrongCode(WisselkrachtError):
    """A typed code is not the school's. left: how many tries are left; 0 means that a new code is needed."""

    code = "wrong-code"

    def __init__(self, left: int) -> None:
        super().__init__(str(left))
        self.left = left


class NoRegisterAddress(WisselkrachtError):
    """The register has no mail address of the school: a letter must go."""

    code = "no-register-address"


class TooOften(WisselkrachtError):
    """Somebody asks for the same thing too many times in a day."""

    code = "too-often"


class Fixed(WisselkrachtError):
    """Something of a round cannot change any more. what: the field, as the model calls it."""

    code = "fixed"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class AreaInUse(WisselkrachtError):
    """A region cannot give up an area: an application of one of its rounds stands there. area: its name."""

    code = "area-in-use"

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self.area = area


class EmptyArea(WisselkrachtError):
    """No open school lies in an area. area: its name."""

    code = "empty-area"

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self.area = area


class NotThere(WisselkrachtError):
    """An application cannot go to this school: it is closed, of another board, or outside the region."""

    code = "not-there"
