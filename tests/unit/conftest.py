"""What several modules here begin with."""

from datetime import datetime
from pathlib import Path

import pytest
from support import tiny_course

DUE = datetime(2026, 11, 20, 12)


@pytest.fixture(scope="session")
def empty_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with the tiny lab, due at DUE, and nobody in it; for copies, as it takes seconds to make."""
    return tiny_course.make(tmp_path_factory.mktemp("empty"), DUE)
