"""The permission matrix: every route, whoever asks, whatever it is about; and the page of it.

What is expected is read from the table of the policy here once more, plainly and without the code
that decides: two readings that agree are worth more than one that agrees with itself.

`python -m tests.web.matrix > docs/permissions.md` writes the page.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml
from fastapi import FastAPI
from fastapi.routing import RouteContext
from httpx2 import Response

from app.accounts.gate import actions_of, gated
from app.accounts.policy import Role
from app.context import Context
from app.settings import Settings
from tests.web.world import CASES, ELSEWHERE, HERE, THINGS, Asking, placed
from web.main import create_app

Row = Mapping[str, Any]
TABLE: Mapping[str, Row] = yaml.safe_load(
    files("app.accounts").joinpath("policy.yaml").read_text("utf-8")
)
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
SAFE = {"GET", "HEAD"}
# What lies within what each role is held for, by kind; the network holds everything.
ALL = {*THINGS, "account", "session", "key", "invitation", "candidate", "introduction"}
COMPANY = {
    *("startup", "cohort", "offer", "introduction"),
    *("account", "session", "key", "invitation"),
}
WITHIN: Mapping[str, set[str]] = {
    Role.COACH: {"site", *COMPANY},
    Role.FOUNDER: COMPANY,
    Role.SCHOOL: ALL,
    Role.CANDIDATE: ALL,
    Role.PARTNER: ALL,
    Role.INTEGRATOR: ALL,
    Role.PERSON: {"account", "session", "key", "invitation", "candidate", "introduction"},
}
EVERYWHERE = {Role.MANAGER, Role.ADMINISTRATOR}
# What stands in an address for what is no id of a thing that somebody may have.
WORDS: Mapping[str, str] = {"token": "x" * 43, "position": "1", "document_id": "0" * 32}
SIGN_IN, REFUSED, ALLOWED = "sign_in", "refused", "allowed"


@dataclass(frozen=True)
class Line:
    """A route and method."""

    method: str
    path: str
    action: str

    @property
    def row(self) -> Row:
        """What the policy says of its action."""
        return TABLE[self.action]

    @property
    def about(self) -> str:
        """The kind of thing that decides; empty when none does."""
        about: str = self.row.get("about", "")
        return about

    @property
    def changes(self) -> bool:
        """Whether its method is one of those that change something."""
        return self.method not in SAFE

    @property
    def cases(self) -> tuple[str, ...]:
        """Which things it is asked of: one's own alone where no thing decides."""
        return CASES if self.about else (HERE,)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def lines(app: FastAPI) -> list[Line]:
    """Every route of an application, once a method."""
    return [line for route in gated(app) for line in lines_of(route)]


def lines_of(route: RouteContext) -> Iterator[Line]:
    """A route, once a method."""
    (action,) = actions_of(route)
    for method in sorted(route.methods or ()):
        yield Line(method, str(route.path), action)


def address(line: Line, who: Asking, strangers: Mapping[str, str], case: str) -> str:
    """The address of a route for a thing; raises `KeyError` for a parameter of unknown kind.

    What decides is of that case; where nothing does, all of it is. The rest is here.
    """
    names = PARAMETER.findall(line.path)
    ids = {
        name: identifier(name, who, strangers, case if line.about in {"", kind_of(name)} else HERE)
        for name in names
    }
    return PARAMETER.sub(lambda match: ids[match[1]], line.path)


def kind_of(name: str) -> str:
    """The kind of thing that a part of an address names."""
    return name.removesuffix("_id")


def identifier(name: str, who: Asking, strangers: Mapping[str, str], case: str) -> str:
    """What stands in an address for a parameter."""
    kind = kind_of(name)
    if kind in THINGS:
        return placed(kind, case)
    if kind in strangers:
        theirs = {HERE: who.own.get(kind), ELSEWHERE: strangers[kind]}
        return theirs.get(case) or "0" * 32
    return WORDS[name]


def expected(line: Line, who: Asking, case: str) -> str:
    """What the table says happens."""
    free = [Role.ANYONE, *([Role.PERSON] if who.account_id else [])]
    holding = [role for role in (*who.roles, *free) if role in line.row["allow"]]
    if not holding:
        return REFUSED if who.account_id else SIGN_IN
    if not any(stands(role, line, case) for role in holding):
        return REFUSED
    if who.keys is not None and line.row.get("key") not in who.keys:
        return REFUSED
    if who.looking and (line.row.get("audit") == "change" or line.row.get("alone")):
        return REFUSED
    return REFUSED if line.row.get("strong") and not who.strong else ALLOWED


def stands(role: Role, line: Line, case: str) -> bool:
    """Whether a role is enough for the thing."""
    if line.row["allow"][role] == "any" or role in EVERYWHERE:
        return True
    return case == HERE and line.about in WITHIN[role]


def bare(line: Line, path: str, who: Asking) -> dict[str, Any]:
    """A request with nothing in it."""
    empty: dict[str, Any] = {"json": {}} if path.startswith("/api/") else {"data": {"": ""}}
    sent = empty if line.changes else {}
    return {"method": line.method, "url": path, "headers": dict(who.headers), **sent}


def outcome(answer: Response) -> str:
    """What an answer means."""
    if answer.status_code == 401 and "www-authenticate" in answer.headers:
        return SIGN_IN
    if answer.has_redirect_location and answer.headers["location"].startswith("/sign-in?next="):
        return SIGN_IN
    if answer.status_code == 403:
        return REFUSED
    return ALLOWED if answer.status_code != 500 else "500"


def page(table: Mapping[str, Row], routes: Iterable[Line]) -> str:
    """The table as a page: each action, who may, what is kept of it, and where it is asked for."""
    asking: dict[str, list[str]] = {name: [] for name in table}
    for line in routes:
        asking[line.action].append(f"`{line}`")
    rows = [
        f"| `{name}` | {row.get('about', '')} | {allowed(row)} | {row.get('audit', '')} "
        f"| {code(row.get('key', ''))} | {mark(row, 'strong')} | {mark(row, 'alone')} "
        f"| {'<br>'.join(sorted(asking[name]))} |"
        for name, row in table.items()
    ]
    return "\n".join([HEAD, *rows, ""])


def allowed(row: Row) -> str:
    """Who may, in words."""
    return ", ".join(
        role if relation == "any" else f"{role} (own)" for role, relation in row["allow"].items()
    )


def mark(row: Row, name: str) -> str:
    """Whether a row says so."""
    return "yes" if row.get(name) else ""


def code(text: str) -> str:
    """A text as code, where there is one."""
    return f"`{text}`" if text else ""


HEAD = """# Who may do what

Written by `python -m tests.web.matrix` from `app/accounts/policy.yaml` and the routes; a test holds
it to both, and `tests/web/test_matrix.py` asks every route as everyone.

*Own* is what lies within what the role is held for: a coach's site with its companies and cohorts,
a founder's company, an organisation with its programmes and the sites it runs; for a *person*,
their account with its sessions and keys, the invitations they sent, and what a school gave of
them. *Anyone* needs no sign-in. The journal keeps reads of personal data and changes, refused ones
too. A program with a key does only what has a key scope. What is marked strong asks for a second
factor. An administrator who looks as someone else changes nothing, nor does what a person does
alone.

| Action | About | Who | Journal | Key scope | Strong | Alone | Routes |
|---|---|---|---|---|---|---|---|"""


def main() -> None:
    """Write the page to standard output."""
    app = create_app(Context(Settings(database="", model=None)))
    sys.stdout.write(page(TABLE, lines(app)))


if __name__ == "__main__":
    main()
