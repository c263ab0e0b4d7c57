"""Signing in by an OpenID provider: to it, and back from it."""

import json

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from app.accounts import oidc
from app.accounts.gate import may
from app.accounts.oidc import FAILURES, Doubt, Identity, NotLetIn
from app.context import Context
from app.kit.http import InContext
from web.cookies import LASTING, OPENID, browser_of, give, read
from web.pages.kit import pages
from web.pages.sign_in import entered, shown
from web.redirects import own

BACK = "/sign-in/openid/back"
NEXT = "next"

router = pages()


@router.get("/sign-in/openid", dependencies=[may("sign_in.use")])
async def to_provider(request: Request, context: InContext, next: str = "/") -> Response:  # noqa: A002
    """Send the person to the provider; what proves that they come back stays in a sealed cookie."""
    request.scope["session"] = {NEXT: own(next)}
    address = f"{context.settings.public}{BACK}"
    try:
        response: Response = await oidc.provider(context.settings).authorize_redirect(
            request, address
        )
    except FAILURES:
        return await refused(request, context, Doubt.FAILED)
    sealed = context.vault.seal(oidc.USE, json.dumps(request.session))
    give(request, response, OPENID, sealed)
    return response


@router.get(BACK, dependencies=[may("sign_in.use")])
async def from_provider(request: Request, context: InContext) -> Response:
    """Let in who comes back from the provider with its word."""
    opened = context.vault.open(oidc.USE, read(request, OPENID), LASTING[OPENID])
    request.scope["session"] = kept = json.loads(opened or "{}")
    try:
        issuer = {"iss": {"essential": True, "value": context.settings.oidc_issuer}}
        token = await oidc.provider(context.settings).authorize_access_token(
            request, claims_options=issuer
        )
        identity = Identity.of(token["userinfo"])
        browser, after = browser_of(request), kept[NEXT]
        entry = await run_in_threadpool(oidc.come_in, context, identity, browser, after)
    except NotLetIn as refusal:
        return await refused(request, context, refusal.reason)
    except FAILURES:
        return await refused(request, context, Doubt.FAILED)
    response = entered(request, entry)
    give(request, response, OPENID, "")
    return response


async def refused(request: Request, context: Context, reason: Doubt) -> Response:
    """The page to sign in by, with why the provider's word was not enough."""
    return await run_in_threadpool(shown, request, context, {}, fault=reason)
