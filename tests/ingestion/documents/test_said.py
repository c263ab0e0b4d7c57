"""What is said of outcomes, their form on the way from the child."""

import re
import string

import pytest

from ingestion.documents import Box, Flag, Kind, Line, Notice, Read, Reason, Refused
from ingestion.documents.outcome import decoded, encoded
from ingestion.documents.wording import sentence, texts


def test_every_reason_flag_and_kind_is_worded_in_each_language() -> None:
    worded = texts()
    assert {*worded["refused"]} == {*Reason}
    assert {*worded["warnings"]} == {*Flag}
    assert {*worded["kinds"]} == {*Kind}
    for family in worded.values():
        for name, said in family.items():
            assert {*said} == {"fr", "ar", "en"}, name
            fields = [{part[1] for part in string.Formatter().parse(one)} for one in said.values()]
            assert fields[0] == fields[1] == fields[2], name
            assert re.search("[\u0600-\u06ff]", said["ar"]) or family is worded["kinds"], name


def test_numbers_and_types_are_said_as_each_language_writes_them() -> None:
    said = Refused(Reason.TOO_LARGE, {"limit": 10_000_000})
    assert sentence(said, "en") == "The file is too large: at most 10,000,000 bytes."
    assert "10.000.000" in sentence(said, "fr").replace("\u202f", ".").replace("\xa0", ".")
    assert sentence(Notice(Flag.EXTENSION, {"kind": "image"}), "ar").endswith("وهو صورة.")


def test_an_outcome_comes_back_as_it_was_sent() -> None:
    line = Line("a", 2, 3, 1, Box(1.0, 2.0, 3.0, 4.5), 10.0)
    notice = Notice(Flag.OCR, {"pages": 1, "example": "é"}, (0, 2))
    for outcome in (
        Read(Kind.PDF, 2, (Line("é"), line), (notice,)),
        Refused(Reason.TOO_LARGE, {"limit": 5}, Kind.PDF),
    ):
        assert decoded(encoded(outcome)) == outcome


@pytest.mark.parametrize("message", [b"", b"{}", b"[]", b'{"kind": "pdf"}', b'{"reason": "x"}'])
def test_a_message_that_is_no_outcome_is_refused(message: bytes) -> None:
    with pytest.raises(ValueError, match="validation error"):
        decoded(message)
