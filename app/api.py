"""The HTTP API: `/api/v1`, JSON, problems in the form of RFC 9457."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI

from app.context import Context
from app.kit.http import answer_problems
from app.organisations.api import router as startups
from app.programmes.api import router as programmes

PREFIX = "/api/v1"


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Prepare before the first request, and save the indexes after the last."""
    context: Context = app.state.context
    context.prepare()
    yield
    context.save()


def routes() -> APIRouter:
    """Every route of the API."""
    router = APIRouter(prefix=PREFIX)
    router.include_router(startups)
    router.include_router(programmes)
    return router


def create_api(context: Context) -> FastAPI:
    """The API of one process. No documentation page: those fetch scripts from other hosts."""
    app = FastAPI(
        title="Wasl",
        version=version("wasl"),
        summary="Matches Moroccan startups with funding, and says why.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.context = context
    app.include_router(routes())
    answer_problems(app)
    return app
