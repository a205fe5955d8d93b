"""The command ``latticework serve``: the local web app."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from latticework.commands.options import open_register
from latticework.model import LatticeworkError, RegisterError

if TYPE_CHECKING:
    from latticework.api import Register
    from latticework.register.turns import Serving

GRACE_S = 2
"""How long answers under way may take when the server is told to end."""


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("serve")(serve)


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = 8787,
    open_it: Annotated[bool, typer.Option("--open", help="Open the pages in the browser.")] = False,
) -> None:
    """Open the local web app: the lattice on screen, on this machine only."""
    from latticework.register.turns import Serving, announced

    path: Path = context.obj
    _refuse_a_second(path)
    token = secrets.token_urlsafe(24)
    with open_register(context) as register, socket() as listening:
        listening.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError as problem:
            raise LatticeworkError(
                f"Port {port} is taken ({problem.strerror})", remedy="Say --port 0 for a free one"
            ) from problem
        serving = Serving(address=f"http://127.0.0.1:{listening.getsockname()[1]}", token=token, process=os.getpid())
        with register.file.held(write=True), announced(path, serving):
            _run(register, serving, listening, open_it)
    print("Ended.", file=sys.stderr)


def _refuse_a_second(path: Path) -> None:
    from latticework.register.turns import is_there, serving_at

    first = serving_at(path)
    if first is not None and is_there(first):
        raise RegisterError(
            f"This register is served already, by process {first.process}", where=first.link, remedy="Open that address"
        )


def _run(register: Register, serving: Serving, listening: socket, open_it: bool) -> None:
    """Serve until Ctrl-C or a signal to end; both end the same way, with everything closed."""
    import uvicorn

    from latticework.web import Keeper, create_app

    def end(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    app = create_app(Keeper(register), token=serving.token, port=listening.getsockname()[1])
    config = uvicorn.Config(
        app, http="h11", lifespan="on", log_level="warning", access_log=False, timeout_graceful_shutdown=GRACE_S,
        server_header=False, date_header=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    signal.signal(signal.SIGTERM, end)  # uvicorn raises it again at its end, and the file must still be closed
    signal.signal(signal.SIGHUP, server.handle_exit)
    listening.listen(128)
    print(f"Latticework is at {serving.link}\nCtrl-C ends it.", flush=True)
    if open_it:
        webbrowser.open(serving.link)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
