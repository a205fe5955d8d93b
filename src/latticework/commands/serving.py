"""The command ``latticework serve``: the local web app."""

from __future__ import annotations

import secrets
import sys
from typing import Annotated

import typer

from latticework.commands.options import open_register
from latticework.model import LatticeworkError


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("serve")(serve)


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = 8787,
) -> None:
    """Open the local web app: the lattice on screen, on this machine only."""
    import socket

    import uvicorn

    from latticework.web import Keeper, create_app

    token = secrets.token_urlsafe(24)
    with open_register(context) as register, socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError as problem:
            raise LatticeworkError(
                f"Port {port} is taken ({problem.strerror})", remedy="Say --port 0 for a free one"
            ) from problem
        at = listening.getsockname()[1]
        app = create_app(Keeper(register), token=token, port=at)
        print(f"Latticework is at http://127.0.0.1:{at}/?token={token}\nCtrl-C ends it.", flush=True)
        with register.file.held(write=True):
            uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listening])
    print("Ended.", file=sys.stderr)
