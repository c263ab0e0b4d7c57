"""The pages, one module an area: a handler parses, calls one use, renders."""

from web.pages import components, home, programmes, startups

ROUTERS = (components.router, home.router, startups.router, programmes.router)
