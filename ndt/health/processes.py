"""The commands that run the platform: the one place where they stand.

The demo's supervisor starts these, `docker-compose.yml` repeats them (a test compares), and
`docs/operating.md` explains them. Pure: no Django. Where to listen and how many workers comes from
the environment: GRANIAN_HOST, GRANIAN_PORT, GRANIAN_WORKERS, GRANIAN_WORKERS_KILL_TIMEOUT.
"""

from __future__ import annotations

from typing import Final

# More threads than connections and waiting places together (DB_POOL_MAX + DB_POOL_WAITING), so that
# some are always free to answer /livez and to say "busy" when the database is slow.
WEB_THREADS: Final = 24

COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "migrate": ("python", "manage.py", "migrate", "--no-input"),
    "web": (
        "granian",
        "--interface=wsgi",
        "--http=1",
        "--no-ws",
        f"--blocking-threads={WEB_THREADS}",
        "--respawn-failed-workers",
        "--log-config=ndt/health/server_logs.json",
        "ndt.wsgi:application",
    ),
    "worker": ("celery", "--quiet", "--app=ndt", "worker", "--concurrency=2", "--without-gossip", "--without-mingle"),
    "beat": (
        "celery",
        "--quiet",
        "--app=ndt",
        "beat",
        "--scheduler=ndt.health.pulse:LivingScheduler",
        "--max-interval=5",
    ),
}

# `python -m ndt.health.alive NAME` exits 1 when NAME showed no life for this many seconds.
SILENCE_S: Final = {"worker": 60, "beat": 30}
