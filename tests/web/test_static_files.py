import re

from starlette.testclient import TestClient

from web.static_files import FOLDER


def test_a_static_file_is_kept_for_a_year_at_an_address_that_names_what_it_holds(
    client: TestClient,
) -> None:
    page = client.get("/startups").text
    address = re.search(r'href="(/static/wasl\.css\?v=[0-9a-f]{12})"', page)
    assert address
    response = client.get(address[1])
    assert response.status_code == 200
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_file_that_is_not_there_is_an_error_that_is_not_kept(client: TestClient) -> None:
    response = client.get("/static/nothing.css")
    assert response.status_code == 404
    assert "immutable" not in response.headers["cache-control"]


def test_the_style_sheet_is_small_and_asks_nothing_of_anyone() -> None:
    sheet = (FOLDER / "wasl.css").read_text("utf-8")
    assert len(sheet.encode()) < 20_000
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_the_style_sheet_knows_no_left_or_right() -> None:
    sheet = (FOLDER / "wasl.css").read_text("utf-8")
    physical = r"(?<![\w-])(?:margin|padding|border|inset)?-?(?:left|right)\s*:"
    assert re.findall(physical, sheet) == []
    assert re.findall(r"text-align:\s*(?:left|right)", sheet) == []
