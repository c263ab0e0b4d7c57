"""What a school sends by a form or a program: a body in parts, taken once it is known who sends."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from app.intakes.sources import LIMITS, Upload

# The field that files are sent in.
FIELD = "files"
# Bytes of a body with files, and seconds in which it has to be there: 500 CVs over a slow line.
MOST = 100_000_000
BODY_S = 900.0


async def uploads(request: Request) -> AsyncIterator[tuple[Upload, ...]]:
    """The files of a body in parts, until the answer is given.

    A parameter of the handler would be read before the gate is asked, from whoever sends it.
    """
    async with request.form(max_files=LIMITS.files) as form:
        yield tuple(map(upload, filter(is_given, form.getlist(FIELD))))


def is_given(part: UploadFile | str) -> bool:
    """Whether a part is a file; a field in which none was chosen sends one without a name."""
    return isinstance(part, UploadFile) and bool(part.filename)


def upload(part: UploadFile | str) -> Upload:
    """A part as a file to be taken."""
    assert isinstance(part, UploadFile)
    return Upload(part.filename or "", part.size or 0, content_of(part))


def content_of(part: UploadFile) -> Callable[[], bytes]:
    """What reads a part, which waits on the disk until its turn."""

    def content() -> bytes:
        part.file.seek(0)
        return part.file.read()

    return content


Uploads = Annotated[tuple[Upload, ...], Depends(uploads)]

# How the OpenAPI document describes the body.
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {
                        FIELD: {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "Files, zips, spreadsheets (CSV, XLSX).",
                        }
                    },
                }
            }
        },
    }
}
