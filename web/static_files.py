"""Static files, which a browser keeps for a year: their address changes when they do."""

import hashlib
from functools import cache
from os import PathLike, stat_result
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
ADDRESS = "/static"
YEAR = "public, max-age=31536000, immutable"


class LastingFiles(StaticFiles):
    """The files of a folder, to be kept."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """A file, with how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = YEAR
        return response


@cache
def address(name: str) -> str:
    """The address of a static file, with the digest of what it holds."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"{ADDRESS}/{name}?v={digest}"
