"""The talent desk of a company: its offers, written, read and confirmed."""

from typing import Annotated

from fastapi import Form, Request, Response

from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.policy import decide, reach
from app.accounts.targets import target
from app.context import Context
from app.drafts import submissions
from app.kit.database import reading
from app.kit.http import InContext
from app.kit.pages import Offset
from app.offers import service as offers
from app.offers import showing
from app.offers.schemas import LONGEST, OfferChange, OfferGiven, OfferShown
from app.offers.states import OfferState
from app.organisations.schemas import StartupBrief
from app.profiles import service as profiles
from app.talent import waiting
from matching.profile import Kind
from web import offer_form, offer_words
from web.begun import Begun, Lists, finished, lists, refused, resumed, texts
from web.data.kit import NOTHING
from web.data.talent import ConfirmPage, DeskPage, OfferPage, OffersPage, WritePage
from web.formats import Formats
from web.pages.kit import LINES, SentLists, existing, pages
from web.redirects import see
from web.rendering import formats_of, render

router = pages()

# Letters under which nothing of work can be read (app.offers.schemas.Text).
SHORTEST = 10
YES = "yes"
# What is ticked where an offer is written.
WRITTEN_BOXES = ("hides_school",)
# What may just have been done with an offer.
DONE = ("confirmed", "written", "opened", "closed")
MOVED = {OfferState.OPEN: "opened", OfferState.CLOSED: "closed"}

EDIT = [may("offer.edit")]


# The desk


@router.get("/startups/{startup_id}/talent", dependencies=[may("talent.desk")])
def desk(request: Request, context: InContext, startup_id: str) -> Response:
    """The offers of a company, and what waits for an answer."""
    page = DeskPage(
        startup=company(context, startup_id),
        offers=waiting.of_startup(context, startup_id),
        waiting=waiting.at(context, startup_id),
    )
    return render(request, page)


def company(context: Context, startup_id: str) -> StartupBrief:
    """A company in brief; raises `NotFound`."""
    with reading(context.database) as session:
        return StartupBrief.of(profiles.stored(session, Kind.STARTUP, startup_id))


@router.get("/offers", dependencies=[may("offer.list")])
def listed(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    *,
    state: OfferState | None = None,
    offset: Offset = 0,
) -> Response:
    """The offers of the companies within reach."""
    within = reach(visitor, "offer.read")
    matched = reach(visitor, "offer.match")
    page = OffersPage(
        found=existing(waiting.reached(context, within, offset, LINES, state)),
        waiting=waiting.within(context, within),
        state=state,
        may_match=matched.everything or bool(matched.scopes),
    )
    return render(request, page)


# Writing an offer


@router.get("/startups/{startup_id}/offers/new", dependencies=[may("offer.create")])
def new(
    request: Request, context: InContext, person: InPerson, startup_id: str, kept: str = ""
) -> Response:
    """The form of a new offer: written, or pasted."""
    begun, typed = resumed(context, person, request.url.path, {}, kept)
    return render(request, write_page(company(context, startup_id), None, typed, begun))


def write_page(
    startup: StartupBrief,
    offer: OfferShown | None,
    typed: Lists,
    begun: Begun,
    fault: str = "",
) -> WritePage:
    """The form that an offer's text is written in."""
    faults = {"text": fault} if fault else NOTHING
    return WritePage(startup=startup, offer=offer, typed=texts(typed), begun=begun, faults=faults)


@router.post("/startups/{startup_id}/offers/new", dependencies=[may("offer.create")])
def write(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    startup_id: str,
    *,
    sent: SentLists,
) -> Response:
    """Add an offer, and go on to confirm what was read in it."""
    form, text = request.url.path, text_of(sent)
    if fault := unfit(text, formats_of(request)):
        page = write_page(company(context, startup_id), None, sent, refused(form, sent), fault)
        return render(request, page, 422)
    given = OfferGiven(text=text, hides_school=YES in sent.get("hides_school", ()))
    made = offers.create(context, visitor, startup_id, given, submissions.sending(sent))
    finished(context, person, form)
    return see(f"/offers/{made.id}/confirm")


def text_of(sent: Lists) -> str:
    """The text of an offer as it was typed; browsers end lines in their own way."""
    return "\n".join("".join(sent.get("text", ())).split("\r\n")).strip()


def unfit(text: str, formats: Formats) -> str:
    """What is wrong with the text of an offer, in words; empty for nothing."""
    if len(text) < SHORTEST:
        return formats.texts.text("offer.too_short")
    if len(text) > LONGEST:
        return formats.texts.text("offer.too_long", most=formats.number(LONGEST))
    return ""


@router.get("/offers/{offer_id}/edit", dependencies=EDIT)
def edited(
    request: Request, context: InContext, person: InPerson, offer_id: str, kept: str = ""
) -> Response:
    """The form that writes an offer's text anew."""
    offer = showing.offer(context, offer_id)
    before = lists({"text": offer.text, "hides_school": YES if offer.hides_school else ""})
    begun, typed = resumed(context, person, request.url.path, before, kept, boxes=WRITTEN_BOXES)
    return render(request, write_page(company(context, offer.startup_id), offer, typed, begun))


@router.post("/offers/{offer_id}/edit", dependencies=EDIT)
def edit(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    offer_id: str,
    *,
    sent: SentLists,
) -> Response:
    """Write an offer's text anew; what was confirmed of it stays."""
    form, text = request.url.path, text_of(sent)
    before = showing.offer(context, offer_id)
    if fault := unfit(text, formats_of(request)):
        startup = company(context, before.startup_id)
        page = write_page(startup, before, sent, refused(form, sent), fault)
        return render(request, page, 422)
    hides = YES in sent.get("hides_school", ())
    new_text = text if text != before.text else None
    offers.change(context, visitor, offer_id, OfferChange(text=new_text, hides_school=hides))
    finished(context, person, form)
    return see(f"/offers/{offer_id}/confirm" if new_text else f"/offers/{offer_id}?done=written")


# One offer


@router.get("/offers/{offer_id}", dependencies=[may("offer.read")])
def offer(
    request: Request, context: InContext, visitor: InVisitor, offer_id: str, done: str = ""
) -> Response:
    """An offer: what it asks for, where that was read, and how far it is."""
    shown = showing.offer(context, offer_id)
    with reading(context.database) as session:
        may_edit = decide(visitor, "offer.edit", target(session, "offer", offer_id)).allowed
        steps = waiting.last_steps(session, [offer_id]) if may_edit else {}
    page = OfferPage(
        offer=shown,
        told=offer_words.told(shown, formats_of(request)),
        pieces=offer_words.pieces(shown.text, shown.values),
        steps=steps.get(offer_id, {}),
        may_edit=may_edit,
        done=done if done in DONE else "",
    )
    return render(request, page)


@router.get("/offers/{offer_id}/confirm", dependencies=EDIT)
def confirmed(
    request: Request, context: InContext, person: InPerson, offer_id: str, kept: str = ""
) -> Response:
    """What was read in an offer, to be confirmed or corrected beside its words."""
    shown = showing.offer(context, offer_id)
    before = offer_form.current(shown)
    boxes = offer_form.BOXES
    begun, typed = resumed(context, person, request.url.path, before, kept, boxes=boxes)
    return render(request, confirm_page(request, shown, typed, begun))


def confirm_page(
    request: Request,
    shown: OfferShown,
    typed: Lists,
    begun: Begun,
    faults: offer_form.Faults | None = None,
) -> ConfirmPage:
    """The form that confirms what an offer asks for."""
    formats = formats_of(request)
    return ConfirmPage(
        offer=shown,
        skills=offer_form.skills_asked(shown),
        languages=tuple(
            (offer_form.language_input(code), formats.language(code))
            for code in offer_form.asked_languages(shown)
        ),
        options=offer_form.options(formats),
        typed=texts(typed),
        chosen=tuple(typed.get("contracts", ())),
        shown_contracts=tuple(typed.get(offer_form.SHOWN_CONTRACTS, ())),
        words=offer_form.origins(shown),
        begun=begun,
        faults=faults or NOTHING,
    )


@router.post("/offers/{offer_id}/confirm", dependencies=EDIT)
def confirm(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    offer_id: str,
    *,
    sent: SentLists,
) -> Response:
    """Keep what a person says of an offer; open it where they ask for it."""
    form, shown = request.url.path, showing.offer(context, offer_id)
    answers, faults = offer_form.read(shown, sent, formats_of(request))
    if faults:
        page = confirm_page(request, shown, sent, refused(form, sent), faults)
        return render(request, page, 422)
    if answers:
        offers.answer(context, visitor, offer_id, answers)
    finished(context, person, form)
    if "open" not in sent or OfferState.OPEN not in shown.next:
        return see(f"/offers/{offer_id}?done=confirmed")
    offers.move(context, visitor, offer_id, OfferState.OPEN)
    return see(f"/offers/{offer_id}?done=opened")


@router.post("/offers/{offer_id}/state", dependencies=EDIT)
def move(
    context: InContext,
    visitor: InVisitor,
    offer_id: str,
    state: Annotated[OfferState, Form()],
) -> Response:
    """Open or close an offer."""
    offers.move(context, visitor, offer_id, state)
    return see(f"/offers/{offer_id}?done={MOVED.get(state, '')}")
