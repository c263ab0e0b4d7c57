import subprocess
import sys

from app.context import Context
from app.settings import settings

PROGRAM = """
import sys
from fastapi.testclient import TestClient
from app.api import create_api
from app.context import Context
from app.settings import Settings
from app.accounts.policy import Role
from tests.app.people import account, membership, signed_in
context = Context(Settings())
# A name of its own: this home holds the people of other tests, made by another process.
manager = account(context, membership(Role.MANAGER), email="served@example.ma")
with signed_in(TestClient(create_api(context)), context, manager) as client:
    answer = client.get("/api/v1/startups/chari/matches")
    assert answer.status_code == 200, answer.text
    assert answer.json()["matches"]
heavy = {"torch", "transformers", "sentence_transformers", "onnx", "sklearn", "pandas"}
print(sorted(heavy & set(sys.modules)))
"""


def test_serving_a_list_imports_neither_torch_nor_what_brings_it(context: Context) -> None:
    home = context.settings.home
    models = home / "models"
    if not models.exists():
        # The tests' contexts borrow one encoder; a process of its own needs the model in its home.
        models.symlink_to(settings().home / "models")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        env={"WASL_HOME": str(home), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
