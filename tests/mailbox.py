"""Real SMTP servers of this process, and what arrived in them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from shuro.kernel.mail_line import Server


class Box:
    """What an SMTP server was given, and how it answers."""

    def __init__(self) -> None:
        self.contents: list[bytes] = []
        self.rcpt, self.data = "250 OK", "250 OK"
        self.hang_up_after_data = False
        self.secure: list[bool] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data.startswith("250"):
            self.contents.append(envelope.content)
        self.secure.append(server.transport.get_extra_info("ssl_object") is not None)
        if self.hang_up_after_data:
            server.transport.abort()
        return self.data

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails as a reader sees them."""
        return [message_from_bytes(one, policy=policy.default) for one in self.contents]  # type: ignore[misc]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[Box, int]]]:
    """Start SMTP servers: serve(**how) gives their box and port."""
    running: list[Controller] = []

    def start(**how: Any) -> tuple[Box, int]:
        box, port = Box(), free_port()
        # ssl_context makes the controller encrypt from the first byte; tls_context offers STARTTLS
        running.append(Controller(box, hostname="127.0.0.1", port=port, **how))
        running[-1].start()
        return box, port

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def box_and_server(serve: Callable[..., tuple[Box, int]]) -> tuple[Box, Server]:
    box, port = serve()
    return box, Server("127.0.0.1", port, "none", sender="noreply@example.jp", patience=10)
