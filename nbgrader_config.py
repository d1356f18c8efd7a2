"""The course: this folder is an nbgrader course directory, and `nbgrader autograde` judges with `autograder`."""

import os
import sys

from autograder.gradebook.every_submission import enter_every_submission

# nbgrader calls alembic by its bare name, which is found only where the virtual environment is activated.
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "generative_models"
# Another place for what grading makes, such as a demonstration's or a test's.
c.CourseDirectory.root = os.environ.get("LAB13_COURSE_ROOT") or os.path.dirname(os.path.abspath(__file__))
# Evidence holds the judge's inputs: the feedback must not bring it to students, nor a submission its own to us.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "results", "feedback", "*.evidence.json.gz"]

c.ClearSolutions.code_stub = {
    "python": '# YOUR CODE HERE\nraise NotImplementedError("not written yet: put your code in place of this line")'
}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"
# The mark schemes stand in the questions: out of the release, back at grading, out of the feedback again.
c.ClearMarkScheme.enforce_metadata = False

# A submission without a notebook waits for a person; nbgrader alone would pass over it.
enter_every_submission()

# Judging from outside takes the place of nbgrader's Execute, which would run tests inside the student's kernel.
c.Autograde.exporter_class = "autograder.gradebook.pipeline.MendingExporter"
c.Autograde.autograde_preprocessors = [
    "autograder.gradebook.pipeline.Judge",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "autograder.gradebook.pipeline.SaveVerdicts",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# Whoever waits for a person has no score there, instead of a 0.
c.ExportApp.plugin_class = "autograder.gradebook.export.ExportWithoutFalseZeros"
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.ClearMarkScheme",
    "autograder.gradebook.feedback.StudentGrades",
]
c.GenerateFeedback.exporter_class = "autograder.gradebook.feedback.FeedbackExporter"

# What students wrote as markdown is shown in the feedback and in the formgrader; HTML in it must not act there.
# Neither it nor code may hold the page up.
c.HTMLExporter.filters = {
    "markdown2html": "autograder.gradebook.safe_markdown.safe_markdown",
    "highlight_code": "autograder.gradebook.safe_code.safe_code",
    "strip_files_prefix": "autograder.gradebook.safe_code.as_it_is",
}
