"""The one difference from Django's backend: when a connection of the pool is tried before use."""

from __future__ import annotations

import time
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg_pool import ConnectionPool

RESTED_S: Final = 5.0
# When each connection was last handed out; a connection that is gone takes its entry along.
_last_use: WeakKeyDictionary[Any, float] = WeakKeyDictionary()


class DatabaseWrapper(base.DatabaseWrapper):
    """Try a pooled connection that has not been used for five seconds, and replace it when it is dead.

    Django tries every connection at every request (CONN_HEALTH_CHECKS), which doubles the round trips
    of a confirmation. Under load none rests, and after a restart of Postgres those that rested are
    replaced unseen; one in use at that moment gives its visitor the 503 page.
    """

    def get_new_connection(self, conn_params: Any) -> Any:
        while True:
            connection = super().get_new_connection(conn_params)
            now = time.monotonic()
            rested = now - _last_use.get(connection, 0) > RESTED_S
            _last_use[connection] = now
            if self.pool is None or not rested or self._is_alive(connection):
                return connection
            # The pool drops what is broken and opens another in its place.
            self.pool.putconn(connection)

    @staticmethod
    def _is_alive(connection: Any) -> bool:
        try:
            ConnectionPool.check_connection(connection)
        except OperationalError:
            connection.close()
            return False
        return True
