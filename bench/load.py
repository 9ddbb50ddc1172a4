"""A small load generator: ready-made requests over kept-alive connections, and what it cost itself."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Load:
    """What came of a run. cpu_share: the generator's part of the machine's processor time, 0 to 1."""

    seconds: float
    done: int
    cpu_share: float
    statuses: Counter[int] = field(default_factory=Counter)
    latencies_ms: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.done / self.seconds

    def percentile_ms(self, share: float) -> float:
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(method: str, path: str, *, port: int, body: bytes = b"", headers: Sequence[tuple[str, str]] = ()) -> bytes:
    """Give the bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *(f"{name}: {value}" for name, value in headers)]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection:
    def __init__(self, port: int) -> None:
        self.port, self.rest = port, b""
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, raw: bytes) -> tuple[int, bytes]:
        """Send one request and read its whole answer; give status and body, status 0 when the server hung up."""
        try:
            self.socket.sendall(raw)
            while b"\r\n\r\n" not in self.rest:
                self._more()
            head, _, self.rest = self.rest.partition(b"\r\n\r\n")
            length = 0
            for line in head.split(b"\r\n")[1:]:
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            while len(self.rest) < length:
                self._more()
            body, self.rest = self.rest[:length], self.rest[length:]
            return int(head.split(b" ", 2)[1]), body
        except OSError:
            self.open()
            return 0, b""

    def _more(self) -> None:
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionResetError
        self.rest += received


def run(
    requests: Sequence[bytes], *, port: int, connections: int = 16, look: Callable[[int, bytes], None] | None = None
) -> Load:
    """Send every request once, over some connections at a time, as fast as the answers come. look: as of `walk`."""
    return walk([(one,) for one in requests], port=port, connections=connections, look=look)


def walk(
    walks: Sequence[Sequence[bytes]],
    *,
    port: int,
    connections: int,
    look: Callable[[int, bytes], None] | None = None,
) -> Load:
    """Walk every walk once: its requests one after the other, over one connection. All connections begin at once.

    look: gets status and body of each answer. A latency is of one request.
    """
    waiting = iter(walks)
    lock, ready = threading.Lock(), threading.Barrier(connections + 1)
    statuses: Counter[int] = Counter()
    latencies: list[float] = []

    def client() -> None:
        connection = _Connection(port)
        ready.wait()
        while True:
            with lock:
                steps = next(waiting, None)
            if steps is None:
                return
            for raw in steps:
                before = time.perf_counter()
                status, body = connection.ask(raw)
                latencies.append((time.perf_counter() - before) * 1000)
                statuses[status] += 1
                if look:
                    look(status, body)

    threads = [threading.Thread(target=client) for _ in range(connections)]
    for thread in threads:
        thread.start()
    ready.wait()
    cpu, start = time.process_time(), time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    share = (time.process_time() - cpu) / (seconds * (os.cpu_count() or 1))
    return Load(seconds, len(walks), share, statuses, latencies)
