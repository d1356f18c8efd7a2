"""What the TensorFlow tests share."""

import os
from pathlib import Path

import pytest

# Set before any test imports TensorFlow, which else writes advice to stderr from C++.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@pytest.fixture(scope="session")
def rhyme():
    """The text of the lab, 92 characters."""
    return (Path(__file__).parents[2] / "data" / "peter_piper.txt").read_text(encoding="utf-8")
