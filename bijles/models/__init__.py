"""The tables of this room."""

from bijles.models.family import Child, Family, Pass, SecondClaim
from bijles.models.scheme import EnrolledPass, EnrolmentList, PassScheme, WrongTry

__all__ = ["Child", "EnrolledPass", "EnrolmentList", "Family", "Pass", "PassScheme", "SecondClaim", "WrongTry"]
