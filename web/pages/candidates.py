"""A candidate's own pages: what is known of them, who saw them, going."""

from collections.abc import Iterable, Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Request, Response

from app.accounts import journal, places
from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.journal import Before
from app.accounts.policy import Person, Role, Scope, Visitor
from app.accounts.schemas import PlaceShown
from app.candidates import documents, proof, service, values
from app.candidates.items import SINGLE
from app.candidates.schemas import CandidateShown, Standing, ValueShown
from app.context import Context
from app.introductions import service as introductions
from app.kit.database import reading
from app.kit.errors import NotFound
from app.kit.http import InContext
from web import offer_words, saying
from web.answers import Unfit, told
from web.data.candidate import (
    ForgetPage,
    ProfilePage,
    ProofPage,
    RemovePage,
    SeenPage,
)
from web.data.kit import NOTHING, SectionShown
from web.pages.kit import Sent, SentForm, pages
from web.portraits import PARTS, sections
from web.redirects import see
from web.rendering import formats_of, render

router = pages()

PROFILE = "/profile"
OWN = may("talent.own")
ANSWER = may("candidate.answer")
# What may just have been done.
DONE = ("said", "retracted", "removed")
# What a file is handed out as (RFC 6266).
ATTACHED = "attachment; filename*=UTF-8''{name}"

Schools = tuple[tuple[str, PlaceShown], ...]
Several = Annotated[list[str], Form()]


def mine(context: Context, person: Person) -> tuple[CandidateShown, ...]:
    """What is kept of a person as a candidate, at each school."""
    with reading(context.database) as session:
        return service.of_account(session, person.id)


def schools_of(context: Context, found: tuple[CandidateShown, ...]) -> Schools:
    """The schools that speak of a person, by name."""
    scopes = {one.id: Scope("organisation", one.organisation_id) for one in found}
    with reading(context.database) as session:
        named = places.named(session, scopes.values())
    return tuple((id_, named[scope]) for id_, scope in scopes.items())


def chosen(found: tuple[CandidateShown, ...], of: str) -> CandidateShown | None:
    """The one that is asked for, else the first; raises `NotFound` for one that is none of them."""
    if of and of not in {one.id for one in found}:
        message = "There is no such candidate."
        raise NotFound(message)
    return next((one for one in found if of in {"", one.id}), None)


@router.get(PROFILE, dependencies=[OWN])
def profile(
    request: Request, context: InContext, person: InPerson, of: str = "", done: str = ""
) -> Response:
    """What is known of oneself, to be confirmed, corrected or taken away."""
    page = profile_page(request, context, person, of, done=done if done in DONE else "")
    return render(request, page)


def profile_page(
    request: Request,
    context: Context,
    person: Person,
    of: str,
    *,
    done: str = "",
    faults: tuple[tuple[str, str], ...] = (),
    typed: Mapping[str, str] = NOTHING,
) -> ProfilePage:
    """The page of one's profile, with what was typed and what was wrong with it."""
    found, formats = mine(context, person), formats_of(request)
    one = chosen(found, of)
    known = sections(one, documents.texts(context, one.id), formats) if one else ()
    return ProfilePage(
        candidate_id=one.id if one else "",
        schools=schools_of(context, found),
        candidate=one,
        sections=whole(known),
        done=done,
        faults=faults,
        typed=typed,
        languages=tuple((code, formats.language(code)) for code in saying.LANGUAGES),
        levels=offer_words.levels(formats),
        contracts=offer_words.contracts(formats),
        parts=PARTS,
        single=SINGLE,
        chosen=saying.CHOSEN,
    )


def whole(known: tuple[SectionShown, ...]) -> tuple[SectionShown, ...]:
    """Every field, those of which nothing is known included."""
    by_field = {one.field: one for one in known}
    return tuple(by_field.get(one, SectionShown(field=one, lines=())) for one in values.FIELDS)


@router.post("/candidates/{candidate_id}/answers", dependencies=[ANSWER])
def answer(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    candidate_id: str,
    *,
    typed: SentForm,
) -> Response:
    """Confirm, correct or take away a value, or add one."""
    field, key = typed.get("field", ""), typed.get("key", "")
    try:
        before = service.portrait(context, candidate_id).values
        standing, key, value = said(field, key, typed, before)
    except Unfit as unfit:
        faults = ((anchor(field, typed), told(unfit, formats_of(request))),)
        page = profile_page(request, context, person, candidate_id, faults=faults, typed=typed)
        return render(request, page, 422)
    service.answer(context, visitor, candidate_id, (field, key), standing=standing, value=value)
    return see(f"{PROFILE}?of={candidate_id}&done=said#{field}")


def said(
    field: str, key: str, typed: Mapping[str, str], before: Iterable[ValueShown]
) -> tuple[Standing, str, object]:
    """What a form says of a value: how it stands, its key, and what it is; raises `Unfit`.

    `before` is what is known.
    """
    asked = typed.get("standing", "")
    if asked in {Standing.CONFIRMED, Standing.DENIED}:
        return Standing(asked), key, None
    if "add" in typed:
        return Standing.CORRECTED, *saying.read(field, typed)
    known = next((one.value for one in before if (one.field, one.key) == (field, key)), None)
    return Standing.CORRECTED, key, saying.read(field, typed, known)[1]


def anchor(field: str, typed: Mapping[str, str]) -> str:
    """The part of the page that a form stands in."""
    return f"add-{field}" if "add" in typed else field


@router.post("/candidates/{candidate_id}/confirm", dependencies=[ANSWER])
def confirm(
    context: InContext, visitor: InVisitor, candidate_id: str, field: Sent, key: Several
) -> Response:
    """Confirm several values of a field: those that were on the page, and none that came since."""
    service.confirm(context, visitor, candidate_id, field, key)
    return see(f"{PROFILE}?of={candidate_id}&done=said#{field}")


@router.post("/candidates/{candidate_id}/retract", dependencies=[ANSWER])
def retract(
    context: InContext, visitor: InVisitor, candidate_id: str, field: Sent, key: Sent = ""
) -> Response:
    """Take back what one said of a value."""
    service.retract(context, visitor, candidate_id, (field, key))
    return see(f"{PROFILE}?of={candidate_id}&done=retracted#{field}")


# Files


@router.get(
    "/candidates/{candidate_id}/documents/{document_id}", dependencies=[may("document.read")]
)
def document(context: InContext, candidate_id: str, document_id: str) -> Response:
    """A file as it was given, to be kept by who asks: no browser opens it as a page of ours."""
    file = documents.opened(context, candidate_id, document_id)
    headers = {"Content-Disposition": ATTACHED.format(name=quote(file.name, safe=""))}
    return Response(file.content, media_type="application/octet-stream", headers=headers)


@router.get(
    "/candidates/{candidate_id}/documents/{document_id}/remove",
    dependencies=[may("document.remove")],
)
def ask_remove(
    request: Request, context: InContext, candidate_id: str, document_id: str
) -> Response:
    """Ask before a file is removed with what was read in it."""
    shown = service.portrait(context, candidate_id)
    found = next((one for one in shown.documents if one.id == document_id), None)
    if found is None:
        message = "There is no such document."
        raise NotFound(message)
    page = RemovePage(candidate_id=candidate_id, document_id=document_id, name=found.name)
    return render(request, page)


@router.post(
    "/candidates/{candidate_id}/documents/{document_id}/remove",
    dependencies=[may("document.remove")],
)
def remove(context: InContext, visitor: InVisitor, candidate_id: str, document_id: str) -> Response:
    """Remove a file with what was read in it."""
    documents.remove(context, visitor, candidate_id, document_id)
    return see(f"{PROFILE}?of={candidate_id}&done=removed")


# Who saw one


@router.get("/profile/seen", dependencies=[OWN])
def seen(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    before: Before = None,
) -> Response:
    """Who read or changed what is kept of oneself, and which company saw what."""
    ids = [one.id for one in mine(context, person)]
    page = SeenPage(
        views=tuple(view for one in ids for view in introductions.viewings(context, one)),
        between=tuple(
            each for one in ids for each in introductions.of_candidate(context, visitor, one)
        ),
        chapter=journal.about(context, visitor, person, before),
    )
    return render(request, page)


# Going


@router.get("/candidates/{candidate_id}/forget", dependencies=[may("candidate.forget")])
def ask_forget(
    request: Request, context: InContext, visitor: InVisitor, candidate_id: str
) -> Response:
    """Ask before everything that is kept of a candidate is deleted."""
    shown = service.portrait(context, candidate_id)
    page = ForgetPage(
        candidate_id=candidate_id,
        name=values.name_of(values.holding(shown.values)),
        documents=len(shown.documents),
        own=is_own(visitor, shown),
        back=PROFILE if is_own(visitor, shown) else f"/candidates/{candidate_id}",
    )
    return render(request, page)


def is_own(visitor: Visitor, shown: CandidateShown) -> bool:
    """Whether a candidate is who asks, and not somebody of their school."""
    return shown.organisation_id not in visitor.scopes(Role.SCHOOL)


@router.post("/candidates/{candidate_id}/forget", dependencies=[may("candidate.forget")])
def forget(request: Request, context: InContext, visitor: InVisitor, candidate_id: str) -> Response:
    """Delete everything that is kept of a candidate, and show what is left."""
    shown = service.portrait(context, candidate_id)
    own = is_own(visitor, shown)
    back = PROFILE if own else f"/organisations/{shown.organisation_id}/candidates"
    found = proof.forgotten(context, visitor, candidate_id, "page")
    return render(request, ProofPage(proof=found, own=own, back=back))
