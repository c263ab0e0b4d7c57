"""What schools give, over HTTP: sent, followed, reported, released."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from app.accounts.gate import InVisitor, channel_of, may
from app.intakes import reports, service
from app.intakes.outcomes import Outcome
from app.intakes.receiving import BODY, Uploads
from app.intakes.schemas import FileShown, IntakeShown
from app.intakes.sources import of_uploads
from app.kit.http import ConditionalRoute, InContext, documented
from app.kit.pages import Limit, Offset, Page

router = APIRouter(tags=["candidates"], route_class=ConditionalRoute)

OfOutcome = Annotated[Outcome | None, Query(description="Of this outcome only.")]
Position = Annotated[int, Path(ge=1, le=10_000_000, description="Which file, from 1.")]


@router.post(
    "/organisations/{organisation_id}/intakes",
    dependencies=[may("intake.create")],
    responses=documented(401, 403, 404, 409, 413, 422),
    openapi_extra=BODY,
    summary="Send CVs: files, zips, spreadsheets",
)
def create_intake(
    request: Request, context: InContext, visitor: InVisitor, organisation_id: str, sent: Uploads
) -> IntakeShown:
    """Keep files to be read; they are read one after the other, and nobody else sees them."""
    given = of_uploads(sent)
    channel = channel_of(request)
    id_ = service.receive(context, visitor, organisation_id, given, channel=channel)
    return reports.followed(context, id_)


@router.get(
    "/organisations/{organisation_id}/intakes",
    dependencies=[may("intake.list")],
    responses=documented(401, 403, 422),
    summary="What a school sent, the last first",
)
def read_intakes(
    context: InContext, organisation_id: str, offset: Offset = 0, limit: Limit = 20
) -> Page[IntakeShown]:
    """What a school sent at each time, in figures."""
    return reports.of_school(context, organisation_id, offset, limit)


@router.get(
    "/intakes/{intake_id}",
    dependencies=[may("intake.read")],
    responses=documented(401, 403, 404),
    summary="How far the reading is",
)
def read_intake(context: InContext, intake_id: str) -> IntakeShown:
    """How many files came to what; `finished_at` is null while some wait."""
    return reports.followed(context, intake_id)


@router.get(
    "/intakes/{intake_id}/files",
    dependencies=[may("intake.read")],
    responses=documented(401, 403, 404, 422),
    summary="What became of each file",
)
def read_intake_files(
    context: InContext,
    visitor: InVisitor,
    intake_id: str,
    *,
    outcome: OfOutcome = None,
    offset: Offset = 0,
    limit: Limit = 20,
) -> Page[FileShown]:
    """Each file's outcome, what there is to know of it, and who its person may be, too."""
    return reports.part(context, intake_id, visitor, offset, limit, outcome=outcome, channel="api")


@router.post(
    "/intakes/{intake_id}/files/{position}/release",
    dependencies=[may("intake.release")],
    responses=documented(401, 403, 404, 409, 422),
    summary="Let a file be read that a person had to look at",
)
def release_file(
    context: InContext, visitor: InVisitor, intake_id: str, position: Position
) -> IntakeShown:
    """Let a file that is held be read."""
    service.release(context, visitor, intake_id, position)
    return reports.followed(context, intake_id)
