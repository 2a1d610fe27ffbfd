"""serve: the search page and the JSON API on gunicorn."""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Callable

from gunicorn.app.base import BaseApplication

from ratssearch.cli.context import configuration, web_application, workspace
from ratssearch.config import Configuration
from ratssearch.errors import ConfigError
from ratssearch.models import Source
from ratssearch.sources import load_sources

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - shown, not listened on


def serve(options: argparse.Namespace) -> int:
    """Serve until stopped; the address is printed once the socket listens."""
    loaded = configuration(options)
    sources = load_sources(loaded)
    workspace(loaded).gazetteer()  # a wrong file is said here, not by every worker
    run_server(loaded, sources, listen(loaded.settings.host, loaded.settings.port))
    return 0


def listen(host: str, port: int, *, any_port: bool = False) -> socket.socket:
    """A listening socket; with any_port a free one is taken where `port` is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if any_port and port:
            return listen(host, 0)
        raise ConfigError(
            f"{host}:{port} cannot be listened on: {error.strerror or error}.",
            hint="Choose another with --port; 0 takes a free one.",
        ) from error
    listening.listen(128)
    return listening


def address_of(listening: socket.socket) -> str:
    """The URL at which a browser on this machine reaches the socket."""
    host, port = listening.getsockname()[:2]
    shown = _EVERYWHERE.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"


def run_server(loaded: Configuration, sources: tuple[Source, ...], listening: socket.socket) -> None:
    """Hand the socket to gunicorn and stay until it is told to stop; prints the address."""
    settings = loaded.settings
    values: dict[str, object] = {
        "bind": f"fd://{listening.fileno()}",
        "workers": settings.workers,
        "worker_class": "gthread",
        "threads": settings.threads,
        "loglevel": "warning",
        "proc_name": "ratssearch",
        "forwarded_allow_ips": "*" if settings.trusted_proxies else "127.0.0.1",
        "control_socket_disable": True,
    }
    print(f"The search page is at {address_of(listening)}", flush=True)
    print("Stop with Ctrl-C.", file=sys.stderr, flush=True)
    # Each worker opens files of its own: SQLite connections and locks must not cross a fork.
    _Server(lambda: web_application(loaded, sources), values).run()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn without its command line and configuration file."""

    def __init__(self, application: Callable[[], object], values: dict[str, object]) -> None:
        self._application = application
        self._values = values
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._values.items():
            if name in self.cfg.settings:  # the control socket is newer than the oldest gunicorn we accept
                self.cfg.set(name, value)

    def load(self) -> object:
        return self._application()
