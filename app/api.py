"""The HTTP API: `/api/v1`, JSON, problems in the form of RFC 9457."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI

from app.accounts.api import router as account
from app.accounts.gate import require_gates
from app.candidates.api import router as candidates
from app.context import Context
from app.decisions.api import router as decisions
from app.intakes.api import router as intakes
from app.introductions.api import router as introductions
from app.kit.http import Heads, answer_problems
from app.kit.memory import settled
from app.matches.api import router as eligibility
from app.network.api import router as network
from app.offers.api import router as offers
from app.organisations.api import router as startups
from app.programmes.api import router as programmes
from app.talent.api import router as talent

PREFIX = "/api/v1"


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Prepare before the first request, and save the indexes after the last."""
    context: Context = app.state.context
    context.prepare()
    with settled():
        yield
    context.save()


@cache
def examples() -> dict[str, Any]:
    """Real answers by name of operation; a test holds them to their form."""
    content: dict[str, Any] = json.loads(files("app").joinpath("examples.json").read_text("utf-8"))
    return content


class Api(FastAPI):
    """An application whose OpenAPI document shows a real answer of each operation."""

    def openapi(self) -> dict[str, Any]:
        """The document; examples are set last, since FastAPI drops every null on the way."""
        document = super().openapi()
        for operations in document["paths"].values():
            for operation in operations.values():
                answer = operation["responses"]["200"]["content"]["application/json"]
                answer["example"] = examples()[operation["operationId"]]
        return document


def routes() -> APIRouter:
    """Every route of the API."""
    router = APIRouter(prefix=PREFIX)
    for area in (
        account, startups, decisions, programmes, eligibility, network,
        intakes, candidates, offers, introductions, talent,
    ):  # fmt: skip
        router.include_router(area)
    return router


def create_api(context: Context) -> FastAPI:
    """The API of one process. No documentation page: those fetch scripts from other hosts."""
    app = Api(
        title="Wasl",
        version=version("wasl"),
        summary="Matches Moroccan startups with funding, and says why.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.context = context
    app.include_router(routes())
    require_gates(app)
    answer_problems(app)
    app.add_middleware(Heads)
    return app
