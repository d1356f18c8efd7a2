"""A Moodle assignment: what it exports, and what its importers do with what comes back.

Written from the rules in mod/assign: classes/downloader.php, feedback/offline/importgradeslib.php and
feedback/file/importziplib.php.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field

from support.zips import zipped

ENGLISH = (
    *("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed"),
    *("Last modified (submission)", "Last modified (grade)", "Feedback comments"),
)
GERMAN = (
    *("ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Bewertung", "Bestwertung"),
    *("Bewertung kann geändert werden", "Zuletzt geändert (Abgabe)", "Zuletzt geändert (Bewertung)"),
    "Feedback als Kommentar",
)
WORDS: dict[tuple[str, ...], tuple[str, ...]] = {
    ENGLISH: ("Participant ", "Submitted for grading", "No submission", "Yes", "No"),
    GERMAN: ("Teilnehmer/in ", "Zur Bewertung abgegeben", "Keine Abgabe", "Ja", "Nein"),
}
IDENTIFIER, GRADE, GRADED, COMMENT = 0, 4, 8, 9  # columns that the importer looks for by their headings


@dataclass
class MoodleStudent:
    id: int
    name: str
    email: str
    handed_in: str = "-"
    files: dict[str, bytes] = field(default_factory=dict)
    grade: float | None = None
    locked: bool = False
    comment: str = ""
    feedback: dict[str, bytes] = field(default_factory=dict)


@dataclass
class MoodleSite:
    students: list[MoodleStudent]
    maximum: float
    headings: tuple[str, ...] = ENGLISH
    comma: bool = False
    folders: bool = True
    ending: str = ""  # "_" before Moodle 4.1

    def submissions(self) -> bytes:
        """The zip of all submissions."""
        entries = {}
        for student in self.students:
            owner = f"{_clean(student.name.replace('_', ' '))}_{student.id}_assignsubmission_file"
            for name, data in student.files.items():
                entries[f"{owner}{self.ending}/{name}" if self.folders else f"{owner}_{name}"] = data
        return zipped(entries)

    def worksheet(self) -> bytes:
        """The offline grading worksheet."""
        participant, submitted, nothing, yes, no = WORDS[self.headings]
        target = io.StringIO()
        lines = csv.writer(target, lineterminator="\n")
        lines.writerow(self.headings)
        for student in self.students:
            status = submitted if student.files else nothing
            grade = "" if student.grade is None else self._written(student.grade)
            about = [f"{participant}{student.id}", student.name, student.email, status, grade]
            changeable = no if student.locked else yes
            lines.writerow([*about, self._written(self.maximum), changeable, student.handed_in, "-", student.comment])
        return ("\N{ZERO WIDTH NO-BREAK SPACE}" + target.getvalue()).encode()

    def _written(self, value: float) -> str:
        text = f"{value:.2f}"
        return text.replace(".", ",") if self.comma else text

    def import_worksheet(self, data: bytes) -> list[str]:
        """Takes grades and comments as Moodle's importer does; returns whose rows it passed over."""
        header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        places = {name: header.index(self.headings[name]) for name in (IDENTIFIER, GRADE, GRADED, COMMENT)}
        passed_over = []
        for row in rows:
            number = row[places[IDENTIFIER]][len(WORDS[self.headings][0]) :]
            student = next((one for one in self.students if str(one.id) == number), None)
            text = row[places[GRADE]].replace(",", "." if self.comma else ",")
            grade = float(text) if text else None
            if student is None or student.locked or grade is None or not 0 <= grade <= self.maximum:
                passed_over.append(row[1])
                continue
            student.grade, student.comment = grade, row[places[COMMENT]]
        return passed_over

    def import_feedback(self, data: bytes) -> list[str]:
        """Gives each file to the participant whose number its path has; returns the paths it ignored."""
        ignored = []
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for path in archive.namelist():
                if path.rpartition("/")[2].startswith((".", "~")) or not self._give(path, archive.read(path)):
                    ignored.append(path)
        return ignored

    def _give(self, path: str, data: bytes) -> bool:
        parts = path.split("/")
        while parts:
            info = parts.pop(0).split("_", 4)
            if len(info) < 4 or not info[1].isdigit() or (info[2], info[3]) != ("assignfeedback", "file"):
                continue
            student = next((one for one in self.students if one.id == int(info[1])), None)
            if student is None:
                continue
            student.feedback["/".join([*(info[4:] or [""]), *parts])] = data
            return True
        return False


def _clean(name: str) -> str:
    """Moodle's clean_filename: without what systems do not want in names."""
    return re.sub(r"[\x00-\x1f\x7f&<>\"`|':\\/]", "", name)
