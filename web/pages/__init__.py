"""The pages, one module an area: a handler parses, calls one use, renders."""

from web.pages import (
    account,
    administration,
    cohorts,
    components,
    drafts,
    financing,
    home,
    invitations,
    network,
    openid,
    organisations,
    programmes,
    security,
    sign_in,
    startups,
)

ROUTERS = (
    components.router,
    home.router,
    account.router,
    security.router,
    administration.router,
    invitations.router,
    sign_in.router,
    openid.router,
    startups.router,
    financing.router,
    drafts.router,
    programmes.router,
    network.router,
    organisations.router,
    cohorts.router,
)
