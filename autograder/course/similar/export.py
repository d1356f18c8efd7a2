"""Writes a folder for Dolos: in it one for each cell, with a file for each person and a table that names them.

The table is the `info.csv` of https://dolos.ugent.be/docs/adding-metadata: `filename`, `full_name`, `label`, and
`ignored` for the file with what everybody was given.
"""

import csv
import re
from pathlib import Path

from autograder.course.similar.works import Works
from autograder.grading.assignment import Assignment

GIVEN = "given"
UNUSUAL = re.compile(r"[^A-Za-z0-9_-]+")


def export(folder: Path, assignment: Assignment, works: Works) -> int:
    """Writes the works, and returns how many cells there are. Raises OSError."""
    names = [name for name in assignment.source_cells if not assignment.is_locked(name) and works.of_cell(name)]
    for name in names:
        is_code = assignment.source_cells[name].cell_type == "code"
        ending = ".py" if is_code else ".md"
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        given = [
            str(cell.source) for cell in assignment.release_cells.values() if (cell.cell_type == "code") == is_code
        ]
        (place / f"{GIVEN}{ending}").write_text("\n\n".join(given), encoding="utf-8")
        rows = [[f"{GIVEN}{ending}", "what everybody was given", "", "true"]]
        for number, (who, source) in enumerate(works.of_cell(name).items()):
            file = f"{number:04}_{UNUSUAL.sub('_', str(who))[:80]}{ending}"  # two names may differ by an accent only
            (place / file).write_text(source, encoding="utf-8", errors="surrogatepass")
            rows.append([file, str(who), who.term or "this term", "false"])
        with (place / "info.csv").open("w", newline="", encoding="utf-8", errors="surrogatepass") as table:
            csv.writer(table, lineterminator="\n").writerows([["filename", "full_name", "label", "ignored"], *rows])
    return len(names)
