"""Attacks that lie in what is handed in: files that are none, names, and notebooks that were tampered with.

Each function builds the submitted folder around the solved notebook, which it gets as plain JSON data; its docstring
says what it must not achieve. Its mark says which score is right: FULL where the work in it is right, NOTHING where it
is not, A_PERSON where no notebook can be read.
"""

import json
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

FULL, NOTHING, A_PERSON = "full", "nothing", "a person"
SECRET = "GAINED a secret"
CANARY = Path(f"/tmp/lab-canary-{os.getpid()}")
NOTEBOOK = "tiny.ipynb"
Build = Callable[[Path, dict[str, Any]], None]


class FileAttack(NamedTuple):
    build: Build
    expected: str


ATTACKS: dict[str, FileAttack] = {}


def earns(expected: str) -> Callable[[Build], Build]:
    def register(build: Build) -> Build:
        ATTACKS[build.__name__] = FileAttack(build, expected)
        return build

    return register


def write(folder: Path, notebook: dict[str, Any]) -> None:
    (folder / NOTEBOOK).write_text(json.dumps(notebook), encoding="utf-8")


def cell(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in notebook["cells"] if one["id"] == name)
    return found


def unsolve(notebook: dict[str, Any]) -> None:
    """Puts wrong work in the place of all that is right."""
    for name in ("scale_code", "greet_code", "table_code"):
        cell(notebook, name)["source"] = "scale = greet = lambda *args: []\ntable = []"


# Files


@earns(FULL)
def links_to_secrets(folder: Path, notebook: dict[str, Any]) -> None:
    """Links beside the notebook must not bring other files into the graded folder, or hang the run."""
    write(folder, notebook)
    (folder / "secret.txt").symlink_to(CANARY / "canary.txt")
    (folder / "secrets").symlink_to(CANARY)
    (folder / "gradebook.db").symlink_to(folder.parents[2] / "gradebook.db")
    (folder / "other.ipynb").symlink_to(CANARY / "canary.txt")
    (folder / "zero.bin").symlink_to("/dev/zero")
    (folder / "dangling").symlink_to("/nowhere")
    (folder / "loop").symlink_to("loop")


@earns(FULL)
def links_in_odd_folders(folder: Path, notebook: dict[str, Any]) -> None:
    """Folders with names that patterns do not match must not hide a link."""
    write(folder, notebook)
    for name in ("a[1]", "results[1]", ".hidden", "sub/.hidden", "*", "?"):
        (folder / name).mkdir(parents=True)
        (folder / name / "x.ipynb").symlink_to(CANARY / "canary.txt")
        (folder / name / "x.txt").symlink_to("/dev/zero")


@earns(FULL)
def pipes(folder: Path, notebook: dict[str, Any]) -> None:
    """Pipes must not be waited for."""
    write(folder, notebook)
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "module.py")
    os.mkfifo(folder / "second.ipynb")
    os.mkfifo(folder / "helper.txt")


@earns(FULL)
def devices(folder: Path, notebook: dict[str, Any]) -> None:
    """Devices must not be read."""
    write(folder, notebook)
    with suppress(OSError):  # only root may make one
        os.mknod(folder / "zero", 0o20666, os.makedev(1, 5))
        os.mknod(folder / "timestamp.txt", 0o20666, os.makedev(1, 5))


@earns(A_PERSON)
def notebook_is_a_pipe(folder: Path, notebook: dict[str, Any]) -> None:
    """A pipe in the notebook's place must not be waited for."""
    os.mkfifo(folder / NOTEBOOK)


@earns(FULL)
def notebook_is_a_folder(folder: Path, notebook: dict[str, Any]) -> None:
    """A folder in the notebook's place must not stop the run, or cost the points of the notebook in it."""
    (folder / NOTEBOOK).mkdir()
    write(folder / NOTEBOOK, notebook)


@earns(A_PERSON)
def notebook_of_another(folder: Path, notebook: dict[str, Any]) -> None:
    """A link to another student's notebook must not earn that student's points."""
    (folder / NOTEBOOK).symlink_to(folder.parents[1] / "innocent" / folder.name / NOTEBOOK)


@earns(A_PERSON)
def notebook_without_end(folder: Path, notebook: dict[str, Any]) -> None:
    """A link to a device must not be read until memory is full."""
    (folder / NOTEBOOK).symlink_to("/dev/zero")


@earns(A_PERSON)
def notebook_of_gigabytes(folder: Path, notebook: dict[str, Any]) -> None:
    """A notebook far too large must not be read."""
    write(folder, notebook)
    os.truncate(folder / NOTEBOOK, 2**34)


@earns(FULL)
def gigabytes_beside_it(folder: Path, notebook: dict[str, Any]) -> None:
    """Large files must not be copied."""
    write(folder, notebook)
    (folder / "data.bin").touch()
    os.truncate(folder / "data.bin", 2**36)


@earns(FULL)
def files_without_number(folder: Path, notebook: dict[str, Any]) -> None:
    """Thousands of files must not keep the run busy."""
    write(folder, notebook)
    for number in range(5000):
        (folder / f"{number}.txt").touch()


@earns(FULL)
def links_without_number(folder: Path, notebook: dict[str, Any]) -> None:
    """Hundreds of links must not keep the run busy, or be followed."""
    write(folder, notebook)
    for number in range(400):
        (folder / f"{number}.txt").symlink_to(CANARY / "canary.txt")


@earns(FULL)
def notebooks_without_number(folder: Path, notebook: dict[str, Any]) -> None:
    """Hundreds of notebooks must not all be read, and their names not break a note or a page."""
    for number in range(300):
        (folder / f"{number}.ipynb").write_text("[" * 100_000, encoding="utf-8")
    (folder / "\n<script>alert(1)</script>".replace("/", "")).with_suffix(".ipynb").write_text("{}", encoding="utf-8")
    write(folder, notebook)


@earns(FULL)
def deep_folders(folder: Path, notebook: dict[str, Any]) -> None:
    """Folders as deep as a path can be must not stop the run."""
    write(folder, notebook)
    with suppress(OSError):
        deep = folder
        while True:
            deep = deep / ("d" * 40)
            deep.mkdir()
            (deep / "file").touch()


@earns(FULL)
def names(folder: Path, notebook: dict[str, Any]) -> None:
    """Names must not break out of a log, a note, a page or a pattern."""
    write(folder, notebook)
    for name in (
        b"a\nb",
        b"\x1b]0;owned\x07",
        b"\xff\xfe",
        b"<script>alert(1)</script>"[:9],
        b"[a-z]*",
        b"-rf",
        b"x" * 255,
    ):
        (folder / os.fsdecode(name)).write_text("x", encoding="utf-8")
        (folder / os.fsdecode(b"link " + name[:100])).symlink_to(CANARY / "canary.txt")


@earns(FULL)
def folder_named_as_a_file(folder: Path, notebook: dict[str, Any]) -> None:
    """A folder with the name of a file of the assignment must not be in that file's way."""
    write(folder, notebook)
    (folder / "helper.txt").mkdir()
    (folder / "helper.txt" / "x").touch()


@earns(FULL)
def archives(folder: Path, notebook: dict[str, Any]) -> None:
    """Archives must not be unpacked, neither large ones nor those with names that lead elsewhere."""
    write(folder, notebook)
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(2**26))
        archive.writestr("../../../escaped.txt", SECRET)


@earns(FULL)
def modules(folder: Path, notebook: dict[str, Any]) -> None:
    """Files with the names of modules must not run in the place of those that the kernel is made of."""
    write(folder, notebook)
    for name in ("json", "ipykernel", "zmq", "sitecustomize", "usercustomize", "types", "ipython_config", "resource"):
        (folder / f"{name}.py").write_text("raise SystemExit('taken over')\n", encoding="utf-8")
    startup = folder / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "first.py").write_text("raise SystemExit('taken over')\n", encoding="utf-8")


@earns(FULL)
def time_is_a_pipe(folder: Path, notebook: dict[str, Any]) -> None:
    """A pipe in the place of the time of submission must not be waited for."""
    write(folder, notebook)
    os.mkfifo(folder / "timestamp.txt")


@earns(FULL)
def time_is_nonsense(folder: Path, notebook: dict[str, Any]) -> None:
    """A time that cannot be read must not stop the run."""
    write(folder, notebook)
    (folder / "timestamp.txt").write_bytes(b"9" * 50 + b"\xff the day after tomorrow")


@earns(FULL)
def time_is_out_of_range(folder: Path, notebook: dict[str, Any]) -> None:
    """A time beyond the calendar must not stop the run."""
    write(folder, notebook)
    (folder / "timestamp.txt").write_text("99999999999999999999", encoding="utf-8")


# Notebooks


@earns(NOTHING)
def points_of_its_own(folder: Path, notebook: dict[str, Any]) -> None:
    """Points, ids and kinds in the metadata must not count."""
    unsolve(notebook)
    for one in notebook["cells"]:
        about = one["metadata"].get("nbgrader")
        if about and about["grade"]:
            about |= {"points": 1000, "locked": False, "solution": one["id"] == "answer_1", "schema_version": 99}
    write(folder, notebook)


@earns(NOTHING)
def ids_exchanged(folder: Path, notebook: dict[str, Any]) -> None:
    """A cell that passes must not be graded in the place of one that does not."""
    unsolve(notebook)
    for name in ("scale", "greet", "table"):
        cell(notebook, name)["source"] = "4"
        cell(notebook, name)["metadata"]["nbgrader"]["grade_id"] = "table"
    write(folder, notebook)


@earns(NOTHING)
def graded_cells_of_its_own(folder: Path, notebook: dict[str, Any]) -> None:
    """Copies of graded cells with scores in them must not count, nor stop the run."""
    unsolve(notebook)
    for name in ("scale", "greet"):
        for number in range(3):
            copy = json.loads(json.dumps(cell(notebook, name)))
            copy |= {"id": name if number else f"{name}-copy", "source": "100"}
            copy["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": "100"}, "metadata": {}, "execution_count": 1}
            ]
            notebook["cells"].append(copy)
    write(folder, notebook)


@earns(NOTHING)
def graded_cells_deleted(folder: Path, notebook: dict[str, Any]) -> None:
    """Wrong work must not pass because its tests are gone."""
    unsolve(notebook)
    notebook["cells"] = [one for one in notebook["cells"] if one["id"] not in ("scale", "greet", "table")]
    write(folder, notebook)


@earns(NOTHING)
def graded_cells_retyped(folder: Path, notebook: dict[str, Any]) -> None:
    """A test turned to markdown, which nbgrader leaves without a score or takes as passed, must not count."""
    unsolve(notebook)
    for name in ("scale", "greet", "table"):
        one = cell(notebook, name)
        one["cell_type"] = "markdown"
        one["metadata"]["nbgrader"]["cell_type"] = "markdown"
        del one["outputs"], one["execution_count"]
    write(folder, notebook)


@earns(NOTHING)
def outputs_with_scores(folder: Path, notebook: dict[str, Any]) -> None:
    """Outputs that are handed in must not count or be shown."""
    unsolve(notebook)
    for one in notebook["cells"]:
        if one["cell_type"] == "code":
            one["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": "4"}, "metadata": {}, "execution_count": 1},
                {"output_type": "display_data", "data": {"text/html": "<script>alert(1)</script>"}, "metadata": {}},
            ]
    write(folder, notebook)


@earns(FULL)
def attachments_and_widgets(folder: Path, notebook: dict[str, Any]) -> None:
    """What a notebook may carry beside its cells must not run."""
    state = {"application/vnd.jupyter.widget-state+json": {"state": {"</script><script>alert(1)</script>": {}}}}
    notebook["metadata"] |= {"widgets": state, "title": "<script>alert(1)</script>", "kernelspec": {"name": "bash"}}
    pictures = {
        "x": {"image/svg+xml": "<svg onload=alert(1)>"},
        "y": {"image/png": '"><script>alert(1)</script>'},
        "z": 7,
    }
    cell(notebook, "answer_1")["attachments"] = pictures
    cell(notebook, "answer_1")["source"] = (
        "![x](attachment:x) ![y](attachment:y) <script>alert(1)</script> <img src=x onerror=alert(1)>"
    )
    cell(notebook, "scale_code")["metadata"] |= {"tags": ["<script>alert(1)</script>"], "collapsed": '"><script>'}
    notebook["cells"].append(
        {
            "cell_type": "raw",
            "id": "raw",
            "metadata": {"raw_mimetype": "text/html"},
            "source": "<script>alert(1)</script>",
        }
    )
    write(folder, notebook)


@earns(FULL)
def text_that_is_none(folder: Path, notebook: dict[str, Any]) -> None:
    """Control characters and halves of surrogate pairs must not keep the notebook from being stored or shown."""
    text = "".join(map(chr, range(32))) + "\x7f\x9b\ud800\udfff\ufffe\u2028 \x1b]0;owned\x07"
    cell(notebook, "answer_1")["source"] = text
    code = cell(notebook, "scale_code")
    code["source"] = (
        code["source"] + "\n# \ud800 \x9b" if isinstance(code["source"], str) else [*code["source"], "\n# \ud800 \x9b"]
    )
    notebook["cells"].append(
        {
            "cell_type": "code",
            "id": "\ud800\n\x00",
            "metadata": {},
            "source": text,
            "outputs": [],
            "execution_count": None,
        }
    )
    write(folder, notebook)


@earns(FULL)
def cells_of_every_wrong_shape(folder: Path, notebook: dict[str, Any]) -> None:
    """Cells that are no cells must not stop the run."""
    for wrong in (None, 7, "cell", [], {}, {"cell_type": "code"}, {"cell_type": ["code"], "source": {"a": 1}}):
        notebook["cells"].append(wrong)
    notebook["cells"].append(
        {"cell_type": "code", "source": [1, None, ["x"]], "metadata": {"nbgrader": {"grade_id": ["scale"]}}}
    )
    notebook["cells"].append({"cell_type": "code", "source": "", "metadata": {"nbgrader": "yes"}, "id": 7})
    write(folder, notebook)


@earns(A_PERSON)
def nested_without_end(folder: Path, notebook: dict[str, Any]) -> None:
    """JSON nested to break the parser must not stop the run."""
    (folder / NOTEBOOK).write_text('{"cells": ' + "[" * 200_000, encoding="utf-8")


@earns(FULL)
def nested_metadata(folder: Path, notebook: dict[str, Any]) -> None:
    """JSON nested just as deep as the parser allows must not stop what comes after it."""
    deep = json.dumps(notebook).replace('"metadata": {}', '"metadata": {"a": ' + "[" * 900 + "]" * 900 + "}", 1)
    (folder / NOTEBOOK).write_text(deep, encoding="utf-8")


@earns(A_PERSON)
def numbers_without_end(folder: Path, notebook: dict[str, Any]) -> None:
    """A number of a million digits must not keep the parser busy."""
    notebook["nbformat_minor"] = "#"
    (folder / NOTEBOOK).write_text(json.dumps(notebook).replace('"#"', "9" * 1_000_000), encoding="utf-8")


@earns(A_PERSON)
def bytes_of_all_kinds(folder: Path, notebook: dict[str, Any]) -> None:
    """Bytes that are no text must not stop the run."""
    (folder / NOTEBOOK).write_bytes(bytes(range(256)) * 1000)


@earns(FULL)
def another_format(folder: Path, notebook: dict[str, Any]) -> None:
    """A version of the format that does not exist must not stop the run."""
    write(folder, notebook | {"nbformat": -3, "nbformat_minor": "many", "worksheets": [7]})


@earns(FULL)
def thousands_of_cells(folder: Path, notebook: dict[str, Any]) -> None:
    """Cells without number must not all be run."""
    empty = {"cell_type": "markdown", "metadata": {}, "source": "x"}
    notebook["cells"] += [empty | {"id": f"x{number}"} for number in range(20_000)]
    write(folder, notebook)
