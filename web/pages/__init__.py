"""The pages, one module an area: a handler parses, calls one use, renders."""

from web.pages import home, programmes, startups

ROUTERS = (home.router, startups.router, programmes.router)
