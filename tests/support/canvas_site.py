"""A Canvas of one course: what it exports, and what its importers do with what comes back.

Written from the rules in canvas-lms: lib/content_zipper.rb, lib/gradebook_exporter.rb, lib/gradebook_importer.rb, and
of the re-upload of submissions.
"""

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field

from support.zips import zipped

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
READ_ONLY = "(read only)"


@dataclass
class CanvasStudent:
    id: int
    sortable_name: str
    sis_id: str
    login: str
    late: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    attachments: dict[int, str] = field(default_factory=dict)
    comments: list[tuple[str, bytes]] = field(default_factory=list)


@dataclass
class CanvasSite:
    students: list[CanvasStudent]
    points: dict[str, float]  # by the assignments' titles, whose ids are 501 and on
    grades: dict[tuple[int, str], str] = field(default_factory=dict)
    delimiter: str = ","
    comma: bool = False
    mark: str = BOM

    def submissions(self) -> bytes:
        """The zip of all submissions."""
        entries = {}
        for student in self.students:
            for number, (name, data) in enumerate(student.files.items()):
                attachment = student.id * 100 + number
                student.attachments[attachment] = name
                start = [student.sortable_name.lower(), *(["LATE"] if student.late else []), str(student.id)]
                owner = "".join(one for one in "_".join(start) if one == "_" or _is_word(one))
                entries[f"{owner}_{attachment}_{re.sub(r'[/:*?<>|]+', '_', name)}"] = data
        return zipped(entries)

    def gradebook(self) -> bytes:
        """The export of the gradebook."""
        target = io.StringIO()
        lines = csv.writer(target, delimiter=self.delimiter, lineterminator="\n")
        headings = [f"{title} ({number})" for number, title in enumerate(self.points, 501)]
        lines.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *headings, "Final Score"])
        lines.writerow(["Manual Posting", *[""] * (4 + len(headings)), ""])
        points = [self._written(value) for value in self.points.values()]
        lines.writerow(["    Points Possible", "", "", "", "", *points, READ_ONLY])
        for student in self.students:
            about = [student.sortable_name, student.id, student.sis_id, student.login, "Section 1; morning"]
            lines.writerow([*about, *(self.grades.get((student.id, title), "") for title in self.points), "12.5"])
        lines.writerow(["Student, Test", "999", "", "", "Section 1; morning", *["" for _ in self.points], ""])
        return (self.mark + target.getvalue()).encode()

    def _written(self, value: float) -> str:
        text = f"{value:.2f}"
        return text.replace(".", ",") if self.comma else text

    def import_gradebook(self, data: bytes) -> None:
        """Takes scores as Canvas's importer does; points change and assignments appear where the file says so."""
        text = data.decode("utf-8-sig")
        header = text.partition("\n")[0]
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ","))
        assert rows[0][0] == "Student"
        assert rows[0][1] == "ID"
        titles = dict(enumerate(rows[0][rows[0].index("Section") + 1 :], rows[0].index("Section") + 1))
        for row in rows[1:]:
            if row[0] == "Manual Posting":
                continue
            if row[0].strip() == "Points Possible":
                self._import_points(titles, row)
                continue
            student = self._match(row)
            for column, heading in titles.items():
                if student and (title := self._title(heading)) and row[column]:
                    self.grades[student.id, title] = self._score(row[column])

    def _import_points(self, titles: dict[int, str], row: list[str]) -> None:
        for column, heading in titles.items():
            if row[column] != READ_ONLY:
                self.points[self._title(heading) or heading] = float(row[column].replace(",", "."))
            else:
                titles[column] = READ_ONLY

    def _title(self, heading: str) -> str | None:
        """The assignment by its id, else by its exact title, else a new one; None for a column that is not read."""
        if READ_ONLY in heading:
            return None
        match = re.fullmatch(r"(.*) \((\d+)\)", heading)
        known = list(self.points)
        if match and 501 <= int(match[2]) < 501 + len(known):
            return known[int(match[2]) - 501]
        self.points.setdefault(heading, 0.0)
        return heading

    def _match(self, row: list[str]) -> CanvasStudent | None:
        for column, key in ((1, "id"), (2, "sis_id"), (3, "login"), (0, "sortable_name")):
            for student in self.students:
                if row[column] and row[column] == str(getattr(student, key)):
                    return student
        return None

    @staticmethod
    def _score(text: str) -> str:
        return text if text.upper() in ("EX", "N/A") else f"{float(text.replace(',', '.')):.2f}"

    def import_feedback(self, data: bytes) -> list[str]:
        """Attaches each file to the submission that its name says, as a comment; returns the names it ignored."""
        ignored = []
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                numbers = [part for part in name.split("_") if part.isdigit()][:2]
                student = next((one for one in self.students if numbers and str(one.id) == numbers[0]), None)
                if student is None or len(numbers) < 2 or int(numbers[1]) not in student.attachments:
                    ignored.append(name)
                else:
                    student.comments.append((name, archive.read(name)))
        return ignored


def _is_word(one: str) -> bool:
    """Ruby's [[:word:]]: letters, marks, decimal digits and connectors."""
    return unicodedata.category(one)[0] in "LM" or unicodedata.category(one) in ("Nd", "Pc")
