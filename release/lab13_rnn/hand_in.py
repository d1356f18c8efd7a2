"""Looks at the saved notebook before it is handed in, and packs it together with the results.

The last cell of the notebook calls `look`. What is found is a reminder and no grade: grading calls your functions with
other inputs. Only Python's standard library is used, and IPython where it is there to show links.
"""

import csv
import html
import json
import os
import re
import sys
import unicodedata
import zipfile
from pathlib import Path

NOTEBOOK = "lab13_rnn.ipynb"
NOBODY = "your name"
MIN_WORDS = 40
FROM_TABLE = ("answer_1", "answer_2", "answer_3")
SHORT_WINDOWS = (2, 5)  # below the table; answers may quote them, too
FIGURES = {
    "plot_history": "the figure of the loss",
    "trace": "the figure of the states",
    "plot_experiments": "the figure of your runs",
}
NOT_RUN = "has not been run"
FEW = 3  # cells that are named one by one
MOST_BYTES = 50 * 2**20  # of results in the zip file
MOST_LETTERS = 60  # of a name in the zip file's name
# Letters that are no plain letter with a mark, and German's umlauts as German spells them.
SPELT = {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ẞ": "SS", "Æ": "Ae", "æ": "ae"}
SPELT.update({"Ø": "Oe", "ø": "oe", "Œ": "Oe", "œ": "oe", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i"})
# Chinese, Japanese, Thai, Lao, Khmer and Burmese put no blanks between words: each of their characters counts.
NO_BLANKS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
NUMBER = re.compile(r"\d*[.,]?\d+(?:[eE][+-]?\d+)?")


def count_words(text):
    """Tokens between blanks that hold a letter or a digit; characters in scripts without blanks."""
    without = len(NO_BLANKS.findall(text))
    return without + sum(any(char.isalnum() for char in token) for token in NO_BLANKS.sub(" ", text).split())


def quotes_a_value(text, values, losses):
    """Whether a number in text is one of the values, or a loss with two decimals or more, rounded or cut off."""
    for number in NUMBER.findall(text):
        number = number.replace(",", ".")
        mantissa = number.lower().partition("e")[0]
        decimals = len(mantissa.partition(".")[2])
        exponent = int(number.lower().partition("e")[2] or 0)
        if float(number) in values:
            return True
        if decimals >= 2 and any(abs(float(number) - loss) < 10.0 ** (exponent - decimals) for loss in losses):
            return True
    return False


def find_notebook(names):
    """The file of the running notebook, or None: what the front end says, or the one in this folder."""
    said = [names.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME"), NOTEBOOK]
    for path in (Path(each) for each in said if each):
        if path.suffix == ".ipynb" and path.is_file():
            return path
    here = sorted(Path().glob("*.ipynb"), key=lambda path: path.stat().st_mtime)
    return here[-1] if here else None


def find_problems(notebook, rows, last_run=0):
    """What is missing in a notebook, a dict as in its file: a list of (heading of the part, what).

    rows is the data table, a list of dicts; last_run the number that this session gave to the last cell it ran, the one
    that calls look() apart.
    """
    problems, heading, counts = [], "", [0]
    values = {float(row["value"]) for row in rows} | set(SHORT_WINDOWS)
    losses = [float(row["final_loss"]) for row in rows]
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", cell.get("id", ""))
        title = re.match(r"## (.+)", source)
        if title and cell["cell_type"] == "markdown":
            heading = title.group(1)
        if name.startswith("answer_"):
            problems += [(heading, what) for what in _about_answer(name, source, rows, values, losses)]
        if cell["cell_type"] != "code" or "hand_in.look(" in source:
            continue
        counts.append(cell.get("execution_count") or 0)
        problems += [(heading, what) for what in _about_code(name, cell, source)]
    not_run = [problem for problem in problems if problem[1].endswith(NOT_RUN)]
    if len(not_run) > FEW:
        problems = [problem for problem in problems if problem not in not_run]
        problems.append(("", "{} cells have not been run: Kernel, Restart and run all".format(len(not_run))))
    if max(counts) < last_run:
        problems.append(("", "cells were run after it was saved: save it (Ctrl+S or Cmd+S), then run this cell again"))
    return problems


def last_run(names):
    """The number of the last cell that this session ran, cells that call look() apart; 0 where nothing tells."""
    ran = enumerate(names.get("In") or [])
    return max([number for number, source in ran if source.strip() and "hand_in.look(" not in source], default=0)


def _about_answer(name, source, rows, values, losses):
    words, question = count_words(source), name.replace("answer_", "answer ")
    if "YOUR ANSWER HERE" in source or not words:
        yield question + " is not written"
    elif words < MIN_WORDS:
        yield "{} has {} words of at least {}".format(question, words, MIN_WORDS)
    elif name in FROM_TABLE and rows and not quotes_a_value(source, values, losses):
        yield question + " quotes no value from your data table, as far as can be seen here"


def _about_code(name, cell, source):
    for part in re.split(r"^(?=def )", source, flags=re.MULTILINE):
        if "raise NotImplementedError" in part:
            function = re.match(r"def (\w+)", part)
            yield "{} is not written".format(function.group(1) + "()" if function else name.replace("_code", ""))
    outputs = cell.get("outputs", [])
    errors = [output for output in outputs if output["output_type"] == "error"]
    if errors:
        yield "the cell {} ended with {}: {}".format(name, errors[0]["ename"], errors[0]["evalue"][:120])
    elif name in FIGURES and not any("image/png" in output.get("data", {}) for output in outputs):
        yield "{} is not to be seen below the cell {}".format(FIGURES[name], name)
    elif cell["metadata"].get("nbgrader") and source.strip() and not cell.get("execution_count"):
        yield "the cell {} {}".format(name, NOT_RUN)


def read_rows(names):
    """The data table of the session, or the one that was saved last."""
    if isinstance(names.get("experiments"), list):
        return names["experiments"]
    tables = sorted(_results().glob("*/data_table.csv"), key=lambda path: path.stat().st_mtime)
    if not tables:
        return []
    with tables[-1].open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _results():
    wanted = Path(os.environ.get("LAB13_RESULTS_DIR") or "results").expanduser()
    return wanted if wanted.is_dir() else Path("results")


def in_file_names(name):
    """The name as Windows, Moodle and old zip programs take it in a file's name, "NAME" if no letter is left.

    Latin letters lose their marks (Zoë Müller: Zoe_Mueller), other scripts stay, all else becomes "_".
    """
    kept = ""
    for char in unicodedata.normalize("NFC", name):
        plain = SPELT.get(char) or unicodedata.normalize("NFKD", char)[0]
        char = plain if plain.isascii() else char
        kept += char if char.isalnum() or char == "-" or unicodedata.category(char)[0] == "M" else "_"
    return re.sub("_+", "_", kept)[:MOST_LETTERS].strip("_-") or "NAME"


def pack(notebook, name):
    """Write lab13_rnn_NAME.zip with the notebook and the results beside it; its path."""
    path = Path("lab13_rnn_{}.zip".format(in_file_names(name)))
    with zipfile.ZipFile(str(path), "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(str(notebook), NOTEBOOK)
        size = 0
        for file in sorted(_results().rglob("*")):
            size += file.stat().st_size if file.is_file() else 0
            if file.is_file() and size <= MOST_BYTES:
                packed.write(str(file), "results/" + file.relative_to(_results()).as_posix())
    return path


def show(problems):
    """The list of problems, with links to their parts where the front end follows them."""
    items = []
    for heading, what in problems:
        anchor, part = html.escape(heading.replace(" ", "-")), html.escape(heading.partition(":")[0])
        link = '<a href="#{}">{}</a>: '.format(anchor, part) if heading else ""
        items.append("<li>{}{}</li>".format(link, html.escape(what)))
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        from IPython.display import HTML, display

        display(HTML("<ul>{}</ul>".format("".join(items))))
    else:
        for heading, what in problems:
            print("- {}{}".format(heading.partition(":")[0] + ": " if heading else "", what))


def look(name, names):
    """List what is missing in the saved notebook, and pack it. `names` are the globals of the session."""
    path = find_notebook(names)
    if path is None:
        print("The file of this notebook is not here. Download it (File, Download .ipynb) and hand that in.")
        return
    problems = find_problems(json.loads(path.read_text(encoding="utf-8")), read_rows(names), last_run(names))
    if name == NOBODY:
        problems.insert(0, ("", "write your name into the first line of this cell, as your course writes it"))
    print("{}: {}".format(path.name, "{} to look at:".format(len(problems)) if problems else "nothing is missing."))
    if problems:
        show(problems)
    print("Nothing is graded here. When it is, your functions are called with other inputs.")
    print("Packed for you:", pack(path, "" if name == NOBODY else name))
