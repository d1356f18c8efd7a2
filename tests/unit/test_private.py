"""What `doctor` tries to read, wherever nbgrader is told to keep it."""

import pytest

from autograder.gradebook.private import private_places

CONFIG = """
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = "sqlite:///{elsewhere}/grades.db"
c.CourseDirectory.submitted_directory = "handed_in"
c.Exchange.root = "{elsewhere}/exchange"
c.Exchange.cache = "{elsewhere}/cache"
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "none"))
    root, elsewhere = tmp_path / "course", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    (root / "nbgrader_config.py").write_text(CONFIG.format(root=str(root), elsewhere=elsewhere), encoding="utf-8")
    return root


def test_a_file_of_each_place_is_tried(course):
    elsewhere = course.parent / "elsewhere"
    files = [course / step / "ada" / "x.ipynb" for step in ("source", "handed_in", "autograded", "feedback")]
    files += [elsewhere / "exchange" / "c" / "inbound" / "x.ipynb", elsewhere / "cache" / "x.ipynb"]
    files.append(elsewhere / "grades.db")
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert private_places(course) == [course / "nbgrader_config.py", *files]


def test_a_place_without_a_file_is_tried_itself_and_one_that_is_not_there_is_not(course):
    exchange = course.parent / "elsewhere" / "exchange"
    exchange.mkdir()
    assert private_places(course) == [course / "nbgrader_config.py", exchange]
