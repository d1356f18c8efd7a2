"""What people wrote, cell by cell: of this course from its evidence, of earlier terms from evidence or notebooks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.kept import kept
from autograder.course.similar.pairs import Who
from autograder.gradebook.course import Course
from autograder.grading.assignment import Assignment
from autograder.grading.evidence.file import UnreadableEvidence, file_name, unpack
from autograder.grading.evidence.record import Evidence
from autograder.grading.grade import mend, take_work
from autograder.grading.submission import read_regular

NO_SUBMISSIONS = {"source", "release", "feedback", ".ipynb_checkpoints"}  # folders of a course without students' work
STEPS = ("submitted", "autograded")


@dataclass
class Works:
    """`cells` by author and grade id; `left_out` has the authors whose work could not be read, with the reason."""

    cells: dict[Who, Mapping[str, str]] = field(default_factory=dict)
    left_out: dict[Who, str] = field(default_factory=dict)

    def of_cell(self, name: str) -> dict[Who, str]:
        return {who: cells[name] for who, cells in self.cells.items() if name in cells}


def of_course(course: Course) -> Works:
    """The works of everybody with a grade."""
    works = Works()
    for student in course.graded_students():
        evidence = kept(course, student)
        if isinstance(evidence, Evidence):
            works.cells[Who("", student)] = evidence.cells
        else:
            works.left_out[Who("", student)] = evidence
    return works


def of_archive(folder: Path, assignment: Assignment) -> Works:
    """The works in all evidence and notebooks below `folder`; of one author, evidence goes before notebooks."""
    works = Works()
    for path in _found(folder, file_name(assignment.name)):
        _take(works, _who(folder, path, assignment), _of_evidence(path))
    for path in _found(folder, "*.ipynb"):
        who = _who(folder, path, assignment)
        if who not in works.cells:
            _take(works, who, _of_notebook(path, assignment))
    return works


def _take(works: Works, who: Who, found: Mapping[str, str] | str) -> None:
    if isinstance(found, str):
        works.left_out[who] = found
    else:
        works.cells[who] = found
        works.left_out.pop(who, None)


def _found(folder: Path, pattern: str) -> Iterator[Path]:
    found = (path for path in sorted(folder.rglob(pattern)) if path.is_file())
    return (path for path in found if not NO_SUBMISSIONS.intersection(path.relative_to(folder).parts))


def _who(folder: Path, path: Path, assignment: Assignment) -> Who:
    """The author, from the names of folders, as in TERM/submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb.

    If a folder holds several notebooks and none has the assignment's name, each is another person's.
    """
    parts = [part for part in path.parent.relative_to(folder).parts if part not in (*STEPS, assignment.name)]
    beside = {one.name for one in path.parent.glob("*.ipynb")}
    is_list = len(beside) > 1 and f"{assignment.name}.ipynb" not in beside
    student = path.stem if is_list or not parts else parts.pop()
    return Who("/".join(parts) or folder.resolve().name, student)


def _of_evidence(path: Path) -> Mapping[str, str] | str:
    data = read_regular(path)
    try:
        return unpack(data).cells if data is not None else f"{path} is no regular file"
    except UnreadableEvidence as error:
        return f"{path}: {error}"


def _of_notebook(path: Path, assignment: Assignment) -> Mapping[str, str] | str:
    notebook, _, problem = mend(assignment, read_regular(path))
    if problem:
        return f"{path}: {problem}"
    written = take_work(notebook, assignment).cells
    return {name: text for name, text in written.items() if text and not assignment.is_locked(name)}
