"""A form sent after its session, or the proof of who sends it, had grown too old.

What was typed waits as a draft.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlencode, urlsplit

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers
from starlette.requests import Request

from app.accounts import sessions
from app.context import Context
from app.drafts import service as drafts
from app.kit.database import writing
from app.kit.errors import DomainError
from app.kit.http import context_of
from web.cookies import SESSION, read
from web.redirects import own

# What opens doors is not kept, whatever form asks for it.
SECRET = re.compile("password|credential|secret", re.IGNORECASE)
# How a browser sends a form with files.
FILES = "multipart/form-data"

Fields = Mapping[str, list[str]]


def page_of(request: Request) -> str:
    """The page of ours that a form stands on, to go back to: browsers name it to us."""
    referer = urlsplit(request.headers.get("referer", ""))
    if referer.netloc == request.headers.get("host"):
        return own(f"{referer.path}?{referer.query}" if referer.query else referer.path)
    return own(request.url.path)


def may_hold_files(headers: Headers) -> bool:
    """Whether a body is a form that may hold files, by what it says it is."""
    return headers.get("content-type", "").partition(";")[0].strip().lower() == FILES


async def keep_typed(request: Request, page: str) -> None:
    """Keep what a person typed whose session is open or has just lapsed; of nobody else.

    A form with files is not read: whoever sends it may be anybody, and files are not kept.
    """
    secret = read(request, SESSION)
    if secret and not may_hold_files(request.headers):
        form = await request.form()
        fields = {name: texts(form, name) for name in form if not SECRET.search(name)}
        named = form_of(request, page)
        await run_in_threadpool(keep, context_of(request), secret, named, fields)


def form_of(request: Request, page: str) -> str:
    """What a form is known by: its page and, where that asks several questions, which it asks."""
    path, asked = page.partition("?")[0], request.query_params.get("ask")
    return f"{path}?{urlencode({'ask': asked})}" if asked and path == request.url.path else path


def own_of(session: Session, secret: str) -> str | None:
    """The account of a session that is open, if it is its person's own."""
    visitor = sessions.visitor(session, secret)
    return visitor.person.id if visitor and visitor.person and not visitor.actor else None


def texts(form: FormData, name: str) -> list[str]:
    """The values of a field; files are none."""
    return [one for one in form.getlist(name) if isinstance(one, str)]


def keep(context: Context, secret: str, form: str, fields: Fields) -> None:
    """Keep the fields of a form for the person of a session."""
    # What is no form's, or is too long to be kept, is not worth an error on top.
    with writing(context.database) as session, suppress(DomainError):
        if account_id := own_of(session, secret) or sessions.lapsed(session, secret):
            drafts.keep(session, account_id, form, fields)
