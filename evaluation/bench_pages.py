"""`wasl bench pages`: the server's time for each main page, with thousands of companies.

The application itself answers, in this process, one request at a time, each about another company
than those before: no page is asked for twice. Its home is new: the real catalogue and network,
the sample companies and others made from them, each at a site of the network.
"""

import asyncio
import gzip
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import Engine, event, select

from app.accounts import service as accounts
from app.accounts.policy import NETWORK, Membership, Role, Scope
from app.accounts.sessions import open_session
from app.context import Context
from app.kit.database import reading, writing
from app.kit.memory import settled
from app.kit.migrations import migrate
from app.network.importing import import_network
from app.network.models import Residency, Site
from app.profiles import service as profiles
from app.profiles.importing import import_batch
from app.profiles.sources import SOURCES
from app.programmes.audience import Audience
from app.settings import Settings, settings
from evaluation.companies import companies
from ingestion import network
from matching.encoder.base import Encoder, Vectors
from matching.profile import Kind
from web.main import create_app

COMPANIES, ROUNDS, UNMEASURED = (500, 5000), 60, 5
# Requests to a page that is asked for as by the first visitor of a day.
COLD = 10
CATALOGUE = Path(str(files("ingestion").joinpath("catalogue")))
SITE, ORGANISATION = "casablanca", "tamwilcom"
HERE = "http://127.0.0.1:8000"
PERCENTILES = (50, 95)


@dataclass(frozen=True, slots=True)
class Asked:
    """A page: the form of its address, who asks for it, and what else the address says."""

    form: str
    role: Role | None
    query: str = ""
    cold: bool = False
    """Whether nobody has asked for it yet on that day."""

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        cold = ", the first time that day" if self.cold else ""
        return f"{self.form}{query} · {self.role or 'nobody'}{cold}"


COMPARED = "programme={programme_id}&programme=innov-start&programme=forsa&programme=istitmar"
PAGES = (
    Asked("/startups/{startup_id}/financing", Role.FOUNDER),
    Asked("/startups/{startup_id}/financing", Role.COACH, "show=refused"),
    Asked("/startups/{startup_id}", Role.FOUNDER),
    Asked("/startups/{startup_id}", Role.MANAGER),
    Asked("/startups/{startup_id}/edit", Role.FOUNDER),
    Asked("/startups/{startup_id}/programmes/{programme_id}", Role.FOUNDER),
    Asked("/startups/{startup_id}/compare", Role.FOUNDER, COMPARED),
    Asked("/programmes", None),
    Asked("/programmes", None, "q=innovation"),
    Asked("/programmes", None, "kind=grant&kind=loan&stage=mvp"),
    Asked("/programmes/{programme_id}", None),
    Asked("/startups", Role.MANAGER),
    Asked("/startups", Role.MANAGER, "offset={half}"),
    Asked("/startups", Role.MANAGER, "q=fintech"),
    Asked("/startups", Role.MANAGER, "sector=fintech&site=casablanca"),
    Asked("/startups", Role.COACH),
    *(Asked("/", role) for role in (*Role,) if role not in {Role.PERSON, Role.ANYONE}),
    Asked("/", Role.PARTNER, cold=True),
    Asked("/", None),
    Asked("/network", Role.MANAGER),
    Asked("/sites", Role.MANAGER),
    Asked("/sites/{site_id}", Role.COACH),
    Asked("/organisations", Role.MANAGER),
    Asked("/organisations/{organisation_id}", Role.PARTNER),
    Asked("/catalogue", Role.MANAGER),
    Asked("/account", Role.FOUNDER),
    Asked("/administration", Role.ADMINISTRATOR),
    Asked("/sign-in", None),
)


def run(numbers: Sequence[int] = COMPANIES, rounds: int = ROUNDS) -> dict[str, object]:
    """Times of each page in milliseconds, by the clock and of the processor; SQL and bytes.

    All of it for each number of companies, so that what grows with them shows. `rounds` is how
    often each page is asked for, after a few that are not measured. Pages that this version does
    not have are named in `absent`; those that sent another number of statements for the most
    companies than for the fewest, in `growing`.
    """
    start = perf_counter()
    sizes = [at_size(number, rounds) for number in numbers]
    few, many = sizes[0]["pages"], sizes[-1]["pages"]
    return {
        "rounds": rounds,
        "sizes": sizes,
        "growing": [one for one in many if statements(many[one]) != statements(few[one])],
        "version": version("wasl"),
        "model": sizes[0]["model"],
        "seconds": perf_counter() - start,
    }


def statements(page: Mapping[str, float]) -> tuple[float, float]:
    """The fewest and the most statements that a page sent."""
    return page["statements_least"], page["statements_most"]


def at_size(number: int, rounds: int) -> dict[str, Any]:
    """The pages with so many companies."""
    with tempfile.TemporaryDirectory(prefix="wasl-pages-") as folder:
        home = Path(folder)
        (home / "models").symlink_to(settings().home.absolute() / "models")
        context = Context(Settings(home=home, database="", model=settings().model))
        fill(context, number)
        # As a server that has just started: nothing of the filling is remembered.
        context = Context(context.settings)
        app = create_app(context)
        context.prepare()
        with settled():
            measured, absent = asyncio.run(measure(app, context, rounds))
        context.database.dispose()
    return {
        "companies": number,
        "pages": measured,
        "slowest_p95_ms": max(one["p95_ms"] for one in measured.values()),
        "absent": absent,
        "model": context.encoder.identity,
    }


def fill(context: Context, number: int) -> None:
    """Make a home of so many companies, the samples among them."""
    migrate(context.database)
    context.__dict__["encoder"] = Once(context.encoder)
    offers = SOURCES[Kind.PROGRAMME].read(CATALOGUE / "programmes")
    samples = SOURCES[Kind.STARTUP].read(CATALOGUE / "startups.yaml")
    import_batch(context, Kind.PROGRAMME, offers)
    import_batch(context, Kind.STARTUP, samples)
    import_network(context, network.read(CATALOGUE / "network"))
    known = [SOURCES[Kind.PROGRAMME].profile(one.data) for one in offers.records]
    records = [one.data for one in samples.records]
    import_batch(context, Kind.STARTUP, companies(number - len(records), records, known))
    settle_in(context)
    context.prepare()
    context.database.dispose()


class Once:
    """An encoder that encodes each text once: made companies say what the sample ones do."""

    def __init__(self, encoder: Encoder) -> None:
        self.identity, self.dimension = encoder.identity, encoder.dimension
        self.pieces = lru_cache(None)(encoder.pieces)
        self.passages = encoder.passages
        self.query = lru_cache(None)(lambda text: encoder.queries([text])[0])

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.queries`."""
        rows = [self.query(text) for text in texts]
        return np.stack(rows) if rows else np.empty((0, self.dimension), np.float32)


def settle_in(context: Context) -> None:
    """Put each company that is nowhere yet at a site of the network, by turns."""
    with writing(context.database) as session:
        somewhere = set(session.scalars(select(Residency.startup_id)))
        sites = cycle(sorted(session.scalars(select(Site.id))))
        for company in profiles.identifiers(session, Kind.STARTUP):
            if company not in somewhere:
                session.add(
                    Residency(
                        startup_id=company,
                        site_id=next(sites),
                        status="resident",
                        stated="2026-01-01",
                        by="coach",
                    )
                )


async def measure(app: FastAPI, context: Context, rounds: int) -> tuple[dict[str, Any], list[str]]:
    """What each page takes, by its name, and the forms of the pages that are not there."""
    known = {one.path for one in iter_route_contexts(app.routes)}
    values, found = places(context), {}
    transport = ASGITransport(app)
    for page in PAGES:
        if page.form in known:
            found[str(page)] = await timed(context, transport, page, values, rounds)
    return found, sorted({page.form for page in PAGES} - known)


def places(context: Context) -> Iterator[dict[str, str]]:
    """What stands for the parameters of an address, another company of one site each time."""
    with reading(context.database) as session:
        at = session.scalars(select(Residency.startup_id).where(Residency.site_id == SITE))
        startups = np.random.default_rng(0).permutation(sorted(set(at)))
        offers = profiles.identifiers(session, Kind.PROGRAMME)
        half = len(profiles.identifiers(session, Kind.STARTUP)) // 2
    for startup, offer in zip(cycle(startups), cycle(offers), strict=False):
        yield {
            "startup_id": str(startup),
            "programme_id": offer,
            "site_id": SITE,
            "organisation_id": ORGANISATION,
            "half": str(half),
        }


async def timed(
    context: Context,
    transport: ASGITransport,
    page: Asked,
    values: Iterator[dict[str, str]],
    rounds: int,
) -> dict[str, float]:
    """A page's figures over so many requests."""
    times = []
    for _ in range(UNMEASURED + (min(rounds, COLD) if page.cold else rounds)):
        place = next(values)
        if page.cold:
            begin_anew(context)
        async with visiting(context, transport, page.role, place["startup_id"]) as client:
            times.append(await asked(context.database, client, address(page, place)))
    clock, processor, statements, raw, sent = np.array(times[UNMEASURED:]).T
    return {
        **{f"p{share}_ms": float(np.percentile(clock, share)) for share in PERCENTILES},
        "max_ms": float(clock.max()),
        **{f"cpu_p{share}_ms": float(np.percentile(processor, share)) for share in PERCENTILES},
        "statements_least": int(statements.min()),
        "statements_most": int(statements.max()),
        "bytes": int(np.median(raw)),
        "bytes_sent": int(np.median(sent)),
    }


def begin_anew(context: Context) -> None:
    """Forget what was found out for visitors, as on another day."""
    context.__dict__["audience"] = Audience()
    with reading(context.database) as session:
        context.audience.follow(session)


def address(page: Asked, place: dict[str, str]) -> str:
    """The address of a page about some things."""
    where = f"{page.form}?{page.query}" if page.query else page.form
    return where.format_map(place)


@asynccontextmanager
async def visiting(
    context: Context, transport: ASGITransport, role: Role | None, startup: str
) -> AsyncIterator[AsyncClient]:
    """A browser with a session of somebody of a role, whose company it is where they have one."""
    headers = {"accept-encoding": "gzip", "sec-fetch-site": "same-origin", "accept": "text/html"}
    if role:
        headers["cookie"] = f"wasl={signed_in(context, role, startup)}"
    async with AsyncClient(transport=transport, base_url=HERE, headers=headers) as client:
        yield client


def signed_in(context: Context, role: Role, startup: str) -> str:
    """The token of a new session of a new person."""
    held = Membership(role, scope(role, startup))
    with writing(context.database) as session:
        email = f"{role}-{perf_counter()}@example.ma"
        person = accounts.create(session, email, "Nour", [held])
        return open_session(session, person.id, method="bench", strong=True)


def scope(role: Role, startup: str) -> Scope:
    """What a role is held for."""
    scopes = {
        Role.FOUNDER: Scope("startup", startup),
        Role.COACH: Scope("site", SITE),
        Role.SCHOOL: Scope("organisation", "inpt"),
        Role.CANDIDATE: Scope("organisation", "inpt"),
        Role.PARTNER: Scope("organisation", ORGANISATION),
        Role.INTEGRATOR: Scope("organisation", "technopark"),
    }
    return scopes.get(role, NETWORK)


async def asked(
    database: Engine, client: AsyncClient, where: str
) -> tuple[float, float, int, int, int]:
    """One answer: milliseconds by the clock and of the processor, statements, bytes, bytes sent."""
    with counted(database) as sent:
        clock, processor = perf_counter(), process_time()
        async with client.stream("GET", where) as response:
            body = b"".join([part async for part in response.aiter_raw()])
        took = perf_counter() - clock, process_time() - processor
    # A home may send on to another page.
    assert response.status_code < 400, f"{where}: {response.status_code}"
    packed = response.headers.get("content-encoding") == "gzip"
    raw = gzip.decompress(body) if packed else body
    return took[0] * 1000, took[1] * 1000, len(sent), len(raw), len(body)


class counted:  # noqa: N801 - it reads as a function
    """Within, the statements sent to a database are noted."""

    def __init__(self, database: Engine) -> None:
        self.database = database
        self.sent: list[str] = []

    def __enter__(self) -> list[str]:
        event.listen(self.database, "before_cursor_execute", self.note)
        return self.sent

    def __exit__(self, *_error: object) -> None:
        event.remove(self.database, "before_cursor_execute", self.note)

    def note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        """Note a statement."""
        self.sent.append(statement)
