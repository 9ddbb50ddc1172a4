"""What can be wrong with a draw."""

from __future__ import annotations


class DrawError(Exception):
    """A draw that may not be held or does not prove anything. code: stable, for texts and tests."""

    code = "draw"


class LateCommitment(DrawError):
    """The commitment was published when the randomness could already be known."""

    code = "late"


class TooEarly(DrawError):
    """The moment of the randomness has not come yet."""

    code = "early"


class BadRecording(DrawError):
    """The recorded randomness is not what was announced. what: the part that differs."""

    code = "recording"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class SecretDiffers(DrawError):
    """The revealed secret is not the one that was committed to."""

    code = "secret"
