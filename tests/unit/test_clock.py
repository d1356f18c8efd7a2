"""No grade hangs on the machine's clock, which may be set back: it is only shown."""

import re
from pathlib import Path

AUTOGRADER = Path(__file__).parents[2] / "autograder"
CLOCK = re.compile(r"\btime\.time\(|\b(?:datetime|date)\.(?:now|utcnow|today)\(")
SHOWN = {"cli/similar.py", "course/lock.py", "course/report/page.py"}


def test_the_time_of_day_is_asked_for_only_to_be_shown() -> None:
    files = {str(path.relative_to(AUTOGRADER)): path.read_text(encoding="utf-8") for path in AUTOGRADER.rglob("*.py")}
    assert {name for name, text in files.items() if CLOCK.search(text)} == SHOWN
