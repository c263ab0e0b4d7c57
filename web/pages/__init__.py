"""The pages, one module an area: a handler parses, calls one use, renders."""

from web.pages import components, home, programmes, sign_in, startups

ROUTERS = (
    components.router,
    home.router,
    sign_in.router,
    startups.router,
    programmes.router,
)
