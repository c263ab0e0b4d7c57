"""How many statements a use sends to the database, and how many rows it leaves there."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event, func, select

from app.context import Context
from app.kit.database import Base, reading


@contextmanager
def statements(database: Engine) -> Iterator[list[str]]:
    """The statements executed within."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database, "before_cursor_execute", note)


def count(context: Context, table: type[Base]) -> int:
    """How many rows a table has."""
    with reading(context.database) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()
