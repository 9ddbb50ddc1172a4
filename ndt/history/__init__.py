"""History: who changed what and why, recorded by database triggers. See README."""

from ndt.history.runtime import actor, reason
from ndt.history.tracking import track, untracked

__all__ = ["actor", "reason", "track", "untracked"]
