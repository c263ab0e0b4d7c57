"""Whatever the bytes are, reading ends in an outcome: here without the child that would hide it."""

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as any_

from ingestion.documents import Read, Refused
from ingestion.documents.kinds import SIGNATURES
from ingestion.documents.limits import LIMITS
from ingestion.documents.reading import read_here
from tests.ingestion.documents.factories import Pdf, packed, paragraph, word

# Pillow tells of damaged pictures by the way.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

BEGINNINGS = [*SIGNATURES, b"PK\3\4", b"%PDF-1.7\n", b"<html>", b"<?xml version='1.0'?>", b"{", b""]
WHOLE = [
    word(paragraph("Amina") * 20),
    packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a>Amina</a>"}),
    Pdf().lines(50, 100, ["Amina", "Berrada"]).bytes(),
    b"<html><table><tr><td>Amina<td style='color:white'>Fes</table></html>",
    b'{"basics": {"name": "Amina"}, "work": [{"position": "a"}]}',
    b"# Amina\n\n**a** [b](c)\n\n| a | b |\n|---|---|\n| c | d |\n",
]


@drawn(any_.sampled_from(BEGINNINGS), any_.binary(max_size=300), any_.text(max_size=10))
@settings(deadline=None)
def test_any_bytes_give_an_outcome(beginning: bytes, rest: bytes, name: str) -> None:
    assert isinstance(read_here(beginning + rest, name, LIMITS), Read | Refused)


@drawn(
    any_.sampled_from(WHOLE),
    any_.lists(any_.tuples(any_.floats(0, 0.999), any_.integers(0, 255)), max_size=30),
    any_.floats(0.2, 1),
)
@settings(deadline=None)
def test_damaged_documents_give_an_outcome(
    whole: bytes, changes: list[tuple[float, int]], kept: float
) -> None:
    data = bytearray(whole)
    for place, byte in changes:
        data[int(place * len(data))] = byte
    assert isinstance(read_here(bytes(data[: int(kept * len(data))]), "cv", LIMITS), Read | Refused)
