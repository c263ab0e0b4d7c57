"""Mails, as a test that receives them reads them."""

import re

from sqlalchemy import select

from app.context import Context
from app.kit.database import reading
from app.mail.models import StoredMail

LINK = re.compile(r"https?://[^/\s]+(/\S+)")


def last_path(context: Context) -> str:
    """The path of the link in the last mail."""
    with reading(context.database) as session:
        body = session.scalars(select(StoredMail.body).order_by(StoredMail.key.desc())).first()
    found = LINK.search(body or "")
    assert found
    return found[1]


def last_link(context: Context) -> str:
    """What opens the door in the link of the last mail."""
    return last_path(context).rpartition("/")[2]


def letters(context: Context) -> list[tuple[str, str]]:
    """The kind and recipient of every mail, in their order."""
    with reading(context.database) as session:
        chosen = select(StoredMail.kind, StoredMail.recipient).order_by(StoredMail.key)
        return [(kind, recipient) for kind, recipient in session.execute(chosen)]
