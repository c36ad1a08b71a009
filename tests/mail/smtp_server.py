"""A mail server on loopback that does what a test tells it to: takes e-mails, refuses, says nothing."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Server:
    """What was taken, and how the server behaves: `answers` by command ("RCPT": "550 no such user")."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)
    extensions: tuple[str, ...] = ("AUTH PLAIN",)


@contextmanager
def serving(**more: object) -> Iterator[Server]:
    """The server, on a port of its own, until the end."""
    state = Server(**more)  # type: ignore[arg-type]

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 loopback")
            while line := self.rfile.readline().decode("utf-8", "replace").strip():
                verb = line.split(" ", 1)[0].upper()
                if verb in state.answers:
                    self.say(state.answers[verb])
                elif verb == "EHLO":
                    self.say("250-loopback")
                    for one in state.extensions:
                        self.say(f"250-{one}")
                    self.say("250 8BITMIME")
                elif verb == "AUTH":
                    state.passwords.append(line)
                    self.say("235 welcome")
                elif verb == "DATA":
                    self.say("354 go on")
                    self._take()
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def _take(self) -> None:
            lines = []
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                lines.append(line)
            state.taken.append(b"".join(lines))
            self.say("250 taken")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
