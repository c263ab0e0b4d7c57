"""The whole application of one process: the API and the pages."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from app.accounts.gate import require_gates
from app.api import create_api
from app.context import Context
from app.settings import settings
from web.errors import answer_with_pages
from web.headers import SecurityHeaders
from web.limits import BodyLimits
from web.origin import SameSite
from web.pages import ROUTERS
from web.static_files import ADDRESS, FILES

# What this machine calls itself. A page of another site that has its own name point here, to read
# what the server says (DNS rebinding), still sends that name.
HOSTS = ("127.0.0.1", "localhost", "[::1]")


def create_app(context: Context | None = None) -> FastAPI:
    """The application over a context; over the one of the settings when none is given."""
    context = context or Context(settings())
    app = create_api(context)
    for router in ROUTERS:
        app.include_router(router)
    app.mount(ADDRESS, FILES)
    require_gates(app)
    answer_with_pages(app)
    app.add_middleware(GZipMiddleware, compresslevel=5)
    app.add_middleware(BodyLimits)
    app.add_middleware(SameSite)
    hosts = (*HOSTS, context.settings.host)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    app.add_middleware(SecurityHeaders, encrypted=context.settings.encrypted)
    return app
