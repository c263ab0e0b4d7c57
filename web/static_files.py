"""Static files, which a browser keeps for a year: their address changes when they do.

The parts of the style sheet and of the script are files of their own, sent as one; htmx is sent
from the package that brings it.
"""

import gzip
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

FOLDER = Path(__file__).parent / "static"
HTMX = files("django_htmx").joinpath("static", "django_htmx", "htmx-4.min.js")
ADDRESS = "/static"
YEAR = "public, max-age=31536000, immutable"
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """What is sent for a name, and as what."""

    content: bytes
    kind: str

    @property
    def digest(self) -> str:
        """Names what it holds."""
        return hashlib.sha256(self.content).hexdigest()[:12]


@cache
def assets() -> dict[str, Asset]:
    """All that pages ask for beside themselves, by name."""
    parts: dict[str, Sequence[Traversable]] = {
        "wasl.css": [*sorted(FOLDER.glob("css/*.css"))],
        "wasl.js": [*sorted(FOLDER.glob("js/*.js"))],
        "htmx.js": [HTMX],
        "icon.svg": [FOLDER / "icon.svg"],
    }
    return {
        name: Asset(b"".join(part.read_bytes() for part in several), KINDS[name.split(".")[-1]])
        for name, several in parts.items()
    }


def address(name: str) -> str:
    """The address of a static file, with the digest of what it holds."""
    return f"{ADDRESS}/{name}?v={assets()[name].digest}"


async def send(request: Request) -> Response:
    """A static file, to be kept; raises 404 for a name that is none."""
    asset = assets().get(request.path_params["name"])
    if asset is None:
        raise HTTPException(404)
    return Response(asset.content, media_type=asset.kind, headers={"Cache-Control": YEAR})


FILES = Router([Route("/{name}", send)])


if __name__ == "__main__":
    for name, one in assets().items():
        sent = len(gzip.compress(one.content, 5))
        sys.stdout.write(f"{name:10} {len(one.content):6} bytes, {sent:6} sent\n")
