"""Lines that a student's machine took and the grader's does not, by kind: each costs nothing that it should not."""

import functools

import pytest
from support import tiny_lab

from autograder.grading.grade import grade
from autograder.grading.reports.notebook import _printed_text
from autograder.grading.submission import grade_id
from autograder.kernel.session import KernelSession

SCALE = "def scale(numbers, factor):\n    if not len(numbers):\n        raise ValueError('none')\n"
SCALE += "    return [number * factor for number in numbers]"
FULL = {"scale": 4, "greet": 3, "table": 2}
# What stands above a right function, each from a kind of notebook.
FIRST_LINES = {
    "shell": "!pip install -q tqdm",
    "shell, two lines": "!pip install -q tqdm\n!ls -l",
    "shell, indented": "if True:\n    !pip install tqdm",
    "shell, its output": "files = !ls",
    "shell, quiet": "!!ls",
    "pip": "%pip install -q tqdm",
    "conda": "%conda install -y tqdm",
    "call of the shell": "get_ipython().system('pip install tqdm')",
    "call of a program": "import subprocess\nsubprocess.check_call(['pip', 'install', 'tqdm'])",
    "import": "import a_package_that_is_not_here as apt",
    "import, used": "import a_package_that_is_not_here as apt\napt.set_theme()",
    "front end": "from google.colab import drive\ndrive.mount('/content/drive')",
    "two that fail": "from google.colab import output\n%load_ext tensorboard_of_mine\nimport no_such_module",
    "backend": "%matplotlib widget",
    "backend, by call": "import matplotlib\nmatplotlib.use('TkAgg')",
    "extension": "%load_ext no_such_extension",
    "magic that is not here": "%tensorflow_version 2.x",
    "folder that is not here": "%cd /content/drive/MyDrive/lab13",
    "folder that is not here, by call": "import os\nos.chdir('/content/drive/MyDrive/lab13')",
    "question to the student": "name = input('your name? ')",
    "form": "#@title Make it larger { display-mode: 'form' }",
    "timed": "%%time",
    "captured": "%%capture",
    "cell magic that is not here": "%%heat_of_mine --verbose",
    "timed, and an import": "%%time\nimport a_package_that_is_not_here",
    "captured, and a command": "%%capture\n!pip install tqdm",
}


def graded(tiny, **cells):
    """The grade of the solved notebook with other sources in some cells."""
    notebook = tiny_lab.solved()
    for cell in notebook.cells:
        cell.source = cells.get(cell.id, cell.source)
    return grade(tiny, notebook, {}, seed=1)


def points(result):
    return {name: verdict.score for name, verdict in result.verdicts.items()}


def message(result, question):
    return next(one.message for one in result.verdicts[question].results if one.message)


@pytest.mark.parametrize("kind", FIRST_LINES)
def test_a_first_line_costs_nothing(tiny, kind):
    assert points(graded(tiny, scale_code=f"{FIRST_LINES[kind]}\n{SCALE}")) == FULL


@pytest.mark.parametrize(
    "line", ["!pip install -q tqdm", "%pip install -q tqdm", "%%bash\necho", "%conda list", "!!ls"]
)
def test_a_command_says_that_it_is_not_run(tiny, tmp_path, line):
    with_session = KernelSession(tmp_path)
    try:
        run = with_session.run_cell(line, 20)
    finally:
        with_session.close()
    assert run.error == ""
    assert "not run when graded" in _printed_text(run.outputs)


def test_what_failed_is_noted_and_what_stands_behind_it_runs(tiny):
    result = graded(tiny, scale_code=f"import no_such_module\n{SCALE}")
    (note,) = result.notes
    assert note.startswith("scale_code stopped (ModuleNotFoundError: No module named 'no_such_module')")


def test_behind_a_mistake_of_the_students_own_only_definitions_run(tiny):
    mistake = "factor = undefined_name\nprint('not to be printed')\nkept = 3"
    result = graded(tiny, scale_code=f"{mistake}\n{SCALE}")
    assert points(result) == FULL
    (cell,) = (cell for cell in result.notebook.cells if grade_id(cell) == "scale_code")
    assert "not to be printed" not in _printed_text(cell.outputs)


def test_what_is_used_and_is_not_there_is_left_out_and_named(tiny):
    result = graded(tiny, scale_code=f"import no_such_module as m\nlist_of_mine = m.make()\n{SCALE}")
    (cell,) = (cell for cell in result.notebook.cells if grade_id(cell) == "scale_code")
    assert points(result) == FULL
    assert "left out: list_of_mine = m.make() (NameError" in _printed_text(cell.outputs)


def test_a_syntax_error_names_the_line_and_the_python(tiny):
    result = graded(tiny, scale_code=f"{SCALE}\n\nprint('a' 'b' c)")
    assert points(result) == FULL | {"scale": 0}
    assert "scale is not defined: the cell scale_code stopped (SyntaxError" in message(result, "scale")
    assert "(line 6 of the cell; graded with Python 3." in message(result, "scale")


def test_a_missing_name_says_how_its_cell_ended(tiny):
    assert "the cell table_code ran but does not define it" in message(graded(tiny, table_code="x = 1"), "table")
    result = graded(tiny, table_code="rows = make_rows()\ntable = rows")
    assert "table is not defined: the cell table_code stopped (NameError: name 'make_rows'" in message(result, "table")


def test_a_missing_name_says_which_cell_took_too_long(tiny):
    slow = functools.partial(grade, tiny, files={}, seed=1)
    notebook = tiny_lab.solved()
    next(cell for cell in notebook.cells if cell.id == "table_code").source = "while True: pass"
    from autograder.kernel.limits import Limits

    result = slow(notebook, limits=Limits(cell_seconds=2.0))
    assert "table is not defined: the cell table_code stopped (did not finish in 2 s)" in message(result, "table")


def test_an_error_of_a_version_names_what_graded(tiny):
    result = graded(tiny, scale_code="import numpy as np\ndef scale(numbers, factor):\n    return np.float(factor)")
    assert "module 'numpy' has no attribute 'float'" in message(result, "scale")
    assert "graded with Python 3." in message(result, "scale")


@pytest.mark.parametrize("change", ["LIMIT = 9", "LIMIT += 1"])
def test_given_values_are_the_labs_own_when_judged(course, change, tmp_path):
    session = KernelSession(tmp_path)
    try:
        session.run_cell("LIMIT = 5\nBASE = {'epochs': 40}", 20)
        session.keep(("LIMIT", "BASE"))
        run = session.run_students_cell(f"{change}\nBASE['epochs'] = 30", 20, given=("LIMIT", "BASE"))
        assert run.changed == ("LIMIT", "BASE")
        assert session.run_cell("assert LIMIT == 5 and BASE == {'epochs': 40}", 20).error == ""
        assert session.run_students_cell("other = LIMIT", 20, given=("LIMIT", "BASE")).changed == ()
    finally:
        session.close()


def test_png_is_kept_whatever_formats_are_asked_for(tmp_path):
    ask = "%config InlineBackend.figure_format = 'svg'"
    also = "import matplotlib_inline.backend_inline as b\nb.set_matplotlib_formats('svg', 'pdf')"
    session = KernelSession(tmp_path)
    try:
        for lines in (ask, also):
            session.run_cell(lines, 30)
            run = session.run_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()", 60)
            assert any("image/png" in output.get("data", {}) for output in run.outputs), lines
    finally:
        session.close()


def test_what_students_import_out_of_habit_is_there(tmp_path):
    session = KernelSession(tmp_path)
    try:
        run = session.run_cell("import tqdm, pandas, scipy.stats, seaborn\nfrom tqdm.notebook import tqdm", 60)
        assert run.error == ""
        run = session.run_cell("print(sum(tqdm(range(4))))", 20)
        assert (run.error, "6" in _printed_text(run.outputs)) == ("", True)
    finally:
        session.close()


def test_a_long_error_keeps_its_last_line(tiny):
    raising = "raise RuntimeError('first line\\n' + 'middle\\n' * 2000 + 'the last line says it')"
    result = graded(tiny, scale_code=f"def scale(numbers, factor):\n    {raising}")
    assert "scale() raised RuntimeError: first line" in message(result, "scale")
    assert message(result, "scale").endswith("the last line says it")
