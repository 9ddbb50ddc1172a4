"""Puts who does it into the history."""

from pghistory.middleware import HistoryMiddleware


class ActorMiddleware(HistoryMiddleware):
    """Attach the account to each recorded change; never the address that was visited."""
