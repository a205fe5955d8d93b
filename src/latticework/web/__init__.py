"""The local web app: pages that read without JavaScript, small modules on top, on loopback and offline."""

from latticework.web.app import create_app
from latticework.web.guard import Guard
from latticework.web.keeper import Keeper

__all__ = ["Guard", "Keeper", "create_app"]
