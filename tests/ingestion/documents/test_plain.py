"""Text, Markdown, JSON Resume and Europass."""

import json

from ingestion.documents import Flag, Kind, Reason
from tests.ingestion.documents.factories import flags, given, refused, texts


def test_a_text_is_read_line_by_line_and_blank_lines_part_its_blocks() -> None:
    found = given("Amina Berrada\nDéveloppeuse\n\nCompétences : Python".encode(), "cv.txt")
    assert found.kind is Kind.TEXT
    assert texts(found) == ["Amina Berrada", "Développeuse", "Compétences : Python"]
    assert found.lines[1].block == found.lines[0].block != found.lines[2].block


def test_markdown_is_read_without_its_marks_and_with_its_headings() -> None:
    source = (
        "# Amina Berrada\n\n**Développeuse**\n\n- Python\n- SQL\n\n| A | B |\n|--|--|\n| C | D |\n"
    )
    found = given(source.encode(), "cv.md")
    assert found.kind is Kind.MARKDOWN
    assert texts(found) == ["Amina Berrada", "Développeuse", "Python", "SQL", "A\tB", "C\tD"]
    assert found.lines[0].heading == 1


def test_html_inside_markdown_is_text() -> None:
    found = given(b"# CV\n\n**a**\n\n- <script>alert(1)</script> b\n", "cv.md")
    assert texts(found) == ["CV", "a", "<script>alert(1)</script> b"]
    assert not found.warnings


def test_windows_code_pages_are_recognised() -> None:
    french = given("Ingénieure à Fès, diplômée".encode("cp1252"), "cv.txt")
    arabic = given("مهندسة في مدينة فاس منذ سنة".encode("cp1256"), "cv.txt")
    assert texts(french) == ["Ingénieure à Fès, diplômée"]
    assert texts(arabic) == ["مهندسة في مدينة فاس منذ سنة"]
    assert flags(french) == flags(arabic) == [Flag.ENCODING]


def test_bytes_of_two_encodings_in_one_text_are_both_read() -> None:
    found = given("Hélène\n".encode() + "Compétences à Fès".encode("cp1252"), "cv.txt")
    assert texts(found) == ["Hélène", "Compétences à Fès"]
    assert found.warnings[0].values == {"bytes": 3}


def test_utf_16_is_read_with_and_without_its_mark() -> None:
    text = "Amina Berrada, développeuse à Casablanca\n"
    for encoding in ("utf-16", "utf-16-le"):
        assert texts(given(text.encode(encoding), "cv.txt")) == [text.strip()]


def test_a_json_resume_is_written_out_by_sections() -> None:
    resume = {
        "basics": {"name": "Amina Berrada", "email": "amina@example.com",
                   "location": {"city": "Fès"}},
        "work": [{"position": "Ingénieure", "name": "Atlas", "startDate": "2020-01",
                  "endDate": "2022-03", "highlights": ["Python", "SQL"]}],
        "skills": [{"name": "Données", "keywords": ["Spark"]}],
    }  # fmt: skip
    found = given(json.dumps(resume).encode(), "cv.json")
    assert found.kind is Kind.JSON_RESUME
    assert texts(found) == [
        "Amina Berrada", "amina@example.com", "Fès",
        "Work experience", "Ingénieure", "Atlas", "2020-01 – 2022-03", "Python", "SQL",
        "Skills", "Données", "Spark",
    ]  # fmt: skip
    assert [line.text for line in found.lines if line.heading] == ["Work experience", "Skills"]


def test_a_json_resume_of_other_types_than_stated_is_read_as_far_as_it_goes() -> None:
    found = given(b'{"basics": [{"name": 7}], "work": {"position": ["a", {"b": "c"}]}}', "cv.json")
    assert texts(found) == ["7", "Work experience", "a", "c"]


PASSPORT = """<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa">]>
<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass"><LearnerInfo>
<Identification><PersonName><FirstName>Amina</FirstName><Surname>Berrada</Surname></PersonName>
<ContactInfo><Email><Contact>amina@example.com</Contact></Email></ContactInfo></Identification>
<WorkExperienceList><WorkExperience><Period><From year="2020" month="--09"/><Current>true</Current>
</Period><Position><Label>Ingénieure</Label></Position><Activities>&lt;p&gt;Python&lt;/p&gt;</Activities>
<Employer><Name>Atlas &file; &a;</Name></Employer></WorkExperience></WorkExperienceList>
</LearnerInfo></SkillsPassport>"""
CANDIDATE = """<?xml version="1.0"?>
<Candidate xmlns="http://www.europass.eu/1.0" xmlns:oa="o" xmlns:hr="h"><CandidatePerson>
<PersonName><oa:GivenName>Amina</oa:GivenName><hr:FamilyName>Berrada</hr:FamilyName></PersonName>
</CandidatePerson><CandidateProfile><EmploymentHistory><EmployerHistory>
<hr:OrganizationName>Atlas</hr:OrganizationName><PositionHistory>
<PositionTitle>Ingénieure</PositionTitle></PositionHistory></EmployerHistory></EmploymentHistory>
</CandidateProfile></Candidate>"""


def test_both_forms_of_europass_are_read() -> None:
    passport, candidate = given(PASSPORT.encode(), "cv.xml"), given(CANDIDATE.encode(), "cv.xml")
    assert passport.kind is candidate.kind is Kind.EUROPASS
    assert texts(candidate) == ["Amina Berrada", "Work experience", "Ingénieure", "Atlas"]
    assert texts(passport)[:4] == [
        "Amina Berrada", "amina@example.com", "Work experience", "Ingénieure",
    ]  # fmt: skip
    assert texts(passport)[-2:] == ["2020-09", "Python"]


def test_entities_are_neither_fetched_nor_resolved() -> None:
    found = given(PASSPORT.encode(), "cv.xml")
    assert texts(found)[4] == "Atlas"
    assert flags(found) == [Flag.ACTIVE_REMOVED]


def test_more_text_than_is_read_is_refused_at_once() -> None:
    said = refused(b"Amina Berrada, Casablanca\n" * 300_000, "cv.txt")
    assert (said.reason, said.values) == (Reason.TOO_MUCH_TEXT, {"limit": 400_000})
