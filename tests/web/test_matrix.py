"""Every route as everyone, of what is theirs, of what is another's, and of what is not there."""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

from app.accounts.gate import Ungated, may, require_gates
from app.accounts.policy import Role
from app.context import Context
from matching.encoder.base import Encoder
from tests.web import matrix
from tests.web.factories import HERE as HOST
from tests.web.matrix import (
    ALLOWED,
    REFUSED,
    SIGN_IN,
    TABLE,
    Line,
    address,
    bare,
    expected,
    outcome,
)
from tests.web.world import ELSEWHERE, NOWHERE, Asking, Snapshot, opened
from web.main import create_app

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
GRANTED = [role for role in Role if role not in {Role.ANYONE, Role.PERSON}]
PROGRAMMING = (Role.MANAGER, Role.INTEGRATOR)
SCOPES = sorted({row["key"] for row in TABLE.values() if "key" in row})
# Routes that change something and that the journal does not keep: what they are instead.
UNKEPT: Mapping[str, str] = {
    "eligibility.judge": "judges facts and keeps nothing",
    "sign_in.use": "kept by itself: who signs in is known at its end only",
    "draft.keep": "keeps what one types oneself, for oneself",
    "session.end": "ends one's own session",
    "look.stop": "ends looking as someone else",
}


@pytest.fixture(scope="module")
def context(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with opened(encoder, tmp_path_factory.mktemp("matrix")) as context:
        yield context


@pytest.fixture(scope="module")
def app(context: Context) -> FastAPI:
    return create_app(context)


@pytest.fixture(scope="module")
def lines(app: FastAPI) -> list[Line]:
    return matrix.lines(app)


@pytest.fixture(scope="module")
def everyone(context: Context) -> list[Asking]:
    """Whoever may ask."""
    return [
        Asking("nobody"),
        Asking.browsing(context, "person without a role"),
        *(Asking.browsing(context, role, role) for role in GRANTED),
        Asking.browsing(context, "weak administrator", Role.ADMINISTRATOR, strong=False),
        Asking.browsing(context, "looking as a founder", Role.FOUNDER, looking=True),
        *(Asking.program(context, f"key of a {role}", role, SCOPES) for role in PROGRAMMING),
        Asking.program(context, "key without a scope", Role.MANAGER, []),
    ]


@dataclass(frozen=True)
class Asked:
    """A cell of the matrix: what was asked, by whom, of what, and what came back."""

    line: Line
    who: Asking
    case: str
    status: int
    found: str
    told: tuple[str, ...]
    """The answer, less the names by which it was asked."""

    @property
    def wanted(self) -> str:
        """What the table says."""
        return expected(self.line, self.who, self.case)

    def __str__(self) -> str:
        of = f"{self.line} of what is {self.case}"
        return f"{of}: {self.who.name} is {self.found} ({self.status}), not {self.wanted}"


@pytest.fixture(scope="module")
def cells(app: FastAPI, context: Context, lines: list[Line], everyone: list[Asking]) -> list[Asked]:
    """Everything asked by everyone; what a request changed is as it was for the next one."""
    stranger = Asking.elsewhere(context)
    asking = ask_all(app, list(product(lines, everyone)), stranger, Snapshot(context))
    # A thread of its own: the browser of other tests keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, asking).result()


async def ask_all(
    app: FastAPI, pairs: list[tuple[Line, Asking]], stranger: Asking, snapshot: Snapshot
) -> list[Asked]:
    """Each route as each visitor, of each thing."""
    cells = []
    transport = ASGITransport(app, raise_app_exceptions=False)
    plain = {"accept-encoding": "identity"}
    async with AsyncClient(transport=transport, base_url=HOST, headers=plain) as client:
        for line, who in pairs:
            for case in line.cases:
                path = address(line, who, stranger.own, case)
                answer = await client.request(**bare(line, path, who))
                found = outcome(answer)
                cells.append(Asked(line, who, case, answer.status_code, found, told(answer, path)))
                if line.changes and found not in {REFUSED, SIGN_IN}:
                    snapshot.restore()
    return cells


def told(answer: Response, path: str) -> tuple[str, ...]:
    """What somebody is told of a thing, less the names by which they asked for it."""
    text = answer.text + answer.headers.get("location", "")
    for part in filter(None, path.split("/")):
        text = text.replace(part, "…")
    return (str(answer.status_code), text, *sorted(set(answer.headers) - {"content-length"}))


def test_every_route_answers_everyone_as_the_policy_says(
    cells: list[Asked], capsys: pytest.CaptureFixture[str]
) -> None:
    surprises = [str(one) for one in cells if one.found != one.wanted]
    counts = Counter(one.found for one in cells)
    routes, visitors = {str(one.line) for one in cells}, {one.who.name for one in cells}
    with capsys.disabled():
        sys.stdout.write(
            f"\npermissions: {len(routes)} routes x {len(visitors)} visitors x own, other and"
            f" missing = {len(cells)} asked, {dict(counts)}, {len(surprises)} surprises\n"
        )
    assert surprises == []
    assert min(counts[ALLOWED], counts[REFUSED], counts[SIGN_IN]) > 50


def test_who_is_refused_does_not_learn_what_there_is(cells: list[Asked]) -> None:
    apart = {(one.line, one.who.name, one.case): one for one in cells if one.line.about}
    refused = [one for one in apart.values() if (one.case, one.found) == (ELSEWHERE, REFUSED)]
    missing = [apart[one.line, one.who.name, NOWHERE] for one in refused]
    leaks = [str(one) for one, none in zip(refused, missing, strict=True) if one.told != none.told]
    assert leaks == []
    assert len(refused) > 50


def nothing() -> None:
    """A page that shows nothing."""


def test_a_route_without_a_gate_keeps_the_application_from_starting(context: Context) -> None:
    app = create_app(context)
    app.get("/new")(nothing)
    with pytest.raises(Ungated, match="/new"):
        require_gates(app)


def test_a_route_with_two_gates_keeps_the_application_from_starting(context: Context) -> None:
    app = create_app(context)
    app.get("/new", dependencies=[may("home.read"), may("startup.list")])(nothing)
    with pytest.raises(Ungated, match="/new"):
        require_gates(app)


def test_a_gate_that_is_not_told_which_thing_keeps_the_application_from_starting(
    context: Context,
) -> None:
    app = create_app(context)
    app.get("/new/{id}", dependencies=[may("startup.read")])(nothing)
    with pytest.raises(Ungated, match="which startup"):
        require_gates(app)


def test_a_mounted_application_without_gates_keeps_this_one_from_starting(
    context: Context,
) -> None:
    app = create_app(context)
    app.mount("/new", FastAPI())
    with pytest.raises(Ungated, match="/new"):
        require_gates(app)


def test_what_changes_something_is_kept_in_the_journal(lines: list[Line]) -> None:
    changing = [line for line in lines if line.changes]
    unkept = {line.action for line in changing if line.row.get("audit") != "change"}
    assert unkept <= set(UNKEPT)


def test_what_is_read_is_not_asked_for_as_a_change(lines: list[Line]) -> None:
    """Who looks as someone else reads what they read: a page that only shows is no change."""
    shown = {line.action for line in lines if not line.changes}
    changed = {line.action for line in lines if line.changes}
    assert {name for name in shown - changed if TABLE[name].get("audit") == "change"} == set()


def test_the_page_of_permissions_says_what_the_policy_and_the_routes_say(
    lines: list[Line],
) -> None:
    assert PAGE.read_text("utf-8") == matrix.page(TABLE, lines)
