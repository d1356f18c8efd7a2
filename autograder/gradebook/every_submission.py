"""Every folder below `submitted/` is a submission, whatever files are in it.

nbgrader skips a student without a `*.ipynb`: they get no row in the gradebook, and 0 in its export. nbgrader has no
setting for this step, so `nbgrader_config.py` calls `enter_every_submission`, which replaces one of its methods.
"""

import glob
import os
from typing import Any

from nbgrader.converters import Autograde


def enter_every_submission() -> None:
    """Makes `nbgrader autograde` grade every folder of the assignment that there is."""
    Autograde.init_notebooks = _find_all


def _find_all(converter: Any) -> None:
    course = converter.coursedir
    folders = glob.glob(converter._format_source(course.assignment_id, course.student_id))
    if not folders:
        super(Autograde, converter).init_notebooks()  # says that there is nothing, and what was perhaps meant
    converter.notebooks = []
    converter.assignments = {folder: [os.path.join(folder, f"{course.assignment_id}.ipynb")] for folder in folders}
