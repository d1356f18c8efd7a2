"""Code of students is shown in colours, and holds up nobody."""

import time

import nbformat
import pytest
from nbconvert import HTMLExporter
from traitlets.config import PyFileConfigLoader

from autograder.gradebook.safe_code import SHORT, safe_code


def test_code_is_coloured() -> None:
    for source in ("def f(x):\n    return x", "def f(x):\n    return x\n" * SHORT):
        assert '<span class="k">return</span>' in safe_code(source, metadata={})


SLOW = {"names": "a.", "numbers": "1.", "lines": "\n\n ", "brackets": "[", "strings": "u'", "operators": "a="}


@pytest.mark.parametrize("name", SLOW)
@pytest.mark.parametrize("size", [SHORT, 200_000])
def test_no_cell_holds_up_the_page(name: str, size: int) -> None:
    source = (SLOW[name] * size)[:size]
    started = time.process_time()
    made = safe_code(source)
    assert time.process_time() - started < 2
    assert made.startswith("<div")


def test_what_takes_too_long_is_shown_without_colours_and_does_nothing() -> None:
    made = safe_code("a." * 100_000 + "<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in made
    assert "<span" not in made


def test_nbgraders_pages_use_it(pytestconfig) -> None:
    config = PyFileConfigLoader("nbgrader_config.py", str(pytestconfig.rootpath)).load_config()
    slow = [nbformat.v4.new_markdown_cell("[" * 200_000), nbformat.v4.new_code_cell("1." * 100_000)]
    cells = [nbformat.v4.new_code_cell("return 1"), nbformat.v4.new_markdown_cell("**bold**"), *slow]
    started = time.process_time()
    page, _ = HTMLExporter(config=config).from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    assert time.process_time() - started < 10
    assert '<span class="k">return</span>' in page
    assert "<strong>bold</strong>" in page
