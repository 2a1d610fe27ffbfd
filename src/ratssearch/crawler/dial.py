"""The network underneath httpx: checks the address actually dialled, and holds the deadline of a whole fetch.

A check of the name before the request would not do: the name could resolve to another address a moment later.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any

import httpcore

from ratssearch.crawler.addresses import parse, refusal


class ForbiddenAddress(Exception):
    """The name leads to an address or port that may not be dialled; the message is one clause for people."""


class GuardedNetwork(httpcore.NetworkBackend):
    """Dials public addresses only, unless told otherwise, and makes every wait end at `deadline`."""

    def __init__(self, *, allow_private: bool, ports: frozenset[int]) -> None:
        self._allow_private = allow_private
        self._ports = ports
        self._plain = httpcore.SyncBackend()
        self.deadline = float("inf")  # time.monotonic(); set before each request

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        if port not in self._ports:
            raise ForbiddenAddress(f"port {port} is neither usual nor named in the profile")
        failure: Exception | None = None
        for address in self._addresses(host, port):
            try:
                stream = self._plain.connect_tcp(address, port, self.left(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _GuardedStream(stream, self)
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise ForbiddenAddress("unix sockets are not dialled")

    def left(self, timeout: float | None) -> float:
        """Seconds that the next wait may take; raises ReadTimeout when the fetch has used up its time."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this fetch is used up")
        return left if timeout is None else min(left, timeout)

    def _addresses(self, host: str, port: int) -> list[str]:
        """Addresses of host in the resolver's order; raises if any of them may not be dialled.

        Any, not all: a name with one public and one private address is how a rebinding attack looks.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} cannot be resolved ({error})") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._allow_private:
            for text in addresses:
                address = parse(text)
                why = "unreadable" if address is None else refusal(address)
                if why:
                    raise ForbiddenAddress(
                        f"{host} leads to {text}, which is {why}; a profile lets it be dialled by allow_private = true"
                    )
        return addresses


class _GuardedStream(httpcore.NetworkStream):
    """A stream whose every read and write ends at the fetch's deadline, however slowly bytes drip in."""

    def __init__(self, stream: httpcore.NetworkStream, network: GuardedNetwork) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._network.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._network.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, self._network.left(timeout))
        return _GuardedStream(secure, self._network)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
