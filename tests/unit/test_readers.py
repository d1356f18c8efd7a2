"""Archives of each platform, made to its format in every variant, and what is read out of them."""

from datetime import UTC, datetime

import pytest
from support.zips import zipped

from autograder.platforms.handed_in import Reading, uncopied
from autograder.platforms.reading import readings

LAB = "lab13_rnn"
NOTEBOOK = f"{LAB}.ipynb"


def read(tmp_path, files: dict[str, bytes]) -> list[Reading]:
    path = tmp_path / "download.zip"
    path.write_bytes(zipped(files))
    with readings(path, LAB) as found:
        return found


def first(tmp_path, files: dict[str, bytes]) -> Reading:
    return read(tmp_path, files)[-1]


def names(one) -> list[str]:
    return [member.path for member in one.files]


CANVAS_NAMES = ["lovelaceada", "ångströmzoë", "oneilmary", "李小龍", "לוידוד", "محمد", "वर्मारिया", "d_arc", ""]


@pytest.mark.parametrize("name", CANVAS_NAMES)
def test_canvas_names_people_by_their_number(tmp_path, name):
    found = first(tmp_path, {f"{name}_123_456_{NOTEBOOK}": b"x", f"{name}_123_457_my_helper_2.py": b"y"})
    (one,) = found.handed_in
    assert found.platform == "canvas"
    assert (one.who[0].id, one.who[0].name) == ("canvas:123", name)
    assert names(one) == [NOTEBOOK, "my_helper_2.py"]
    assert one.origin == {"user": "123", "start": f"{name}_123_457"}
    assert not one.late


def test_only_canvas_own_digits_are_its_numbers(tmp_path):
    (one,) = first(tmp_path, {f"eve_١٢_123_456_{NOTEBOOK}": b"x"}).handed_in
    assert (one.who[0].id, one.who[0].name) == ("canvas:123", "eve_١٢")


def test_canvas_names_what_was_late(tmp_path):
    (one,) = first(tmp_path, {f"lovelaceada_LATE_123_456_{NOTEBOOK}": b"x"}).handed_in
    assert (one.late, one.who[0].name) == (True, "lovelaceada")
    assert one.origin["start"] == "lovelaceada_LATE_123_456"


def test_canvas_handed_in_again_the_newest_counts(tmp_path):
    files = {f"a_1_12_{LAB}-1.ipynb": b"new", f"a_1_10_{NOTEBOOK}": b"old", "a_1_8_b-1.txt": b"", "a_1_9_b-2.txt": b""}
    (one,) = first(tmp_path, files).handed_in
    assert names(one) == [f"{LAB}-1.ipynb", "b-1.txt", "b-2.txt"]
    assert one.attempt == 12


def test_canvas_texts_and_links_are_somebodys(tmp_path):
    found = first(tmp_path, {"a_1_text.html": b"x", "b_LATE_2_link.html": b"y", f"c_3_4_{NOTEBOOK}": b"z"})
    assert {one.who[0].id: names(one) for one in found.handed_in} == {
        "canvas:1": ["text.html"],
        "canvas:2": ["link.html"],
        "canvas:3": [NOTEBOOK],
    }
    assert [one.origin.get("start") for one in found.handed_in] == [None, None, "c_3_4"]


@pytest.mark.parametrize(
    "name", [f"anon_x5Yz1_77_{NOTEBOOK}", f"LATE_anon_x5Yz1_77_{NOTEBOOK}", "anon_77777_text.html"]
)
def test_canvas_anonymous_submissions_are_named_with_what_to_do(tmp_path, name):
    found = first(tmp_path, {name: b"x"})
    assert found.handed_in == ()
    assert found.not_understood == {name: "it was handed in anonymously: show names in Canvas and download it again"}


def test_canvas_files_of_other_names_are_named(tmp_path):
    found = first(tmp_path, {f"a_1_2_{NOTEBOOK}": b"", f"b_2_3_{NOTEBOOK}": b"", "notes.txt": b""})
    assert found.not_understood == {"notes.txt": "its name is none that Canvas gives"}


MOODLE_NAMES = ["Ada Lovelace", "Zoë Ångström", "Mary ONeil", "小龍 李", "דוד לוי", "محمد علي"]
MOODLE = {
    "4.1 and later": lambda name: {f"{name}_17_assignsubmission_file/deep/{NOTEBOOK}": b"x"},
    "3.1 to 4.0": lambda name: {f"{name}_17_assignsubmission_file_/deep/{NOTEBOOK}": b"x"},
    "in a folder": lambda name: {f"RNN-Lab 13-88/{name}_17_assignsubmission_file/deep/{NOTEBOOK}": b"x"},
    "in a zip in a folder": lambda name: {"a/b.zip": zipped(MOODLE["4.1 and later"](name))},
}


@pytest.mark.parametrize("name", MOODLE_NAMES)
@pytest.mark.parametrize("layout", MOODLE)
def test_moodle_names_people_by_name_and_number(tmp_path, layout, name):
    found = first(tmp_path, MOODLE[layout](name))
    (one,) = found.handed_in
    assert found.platform == "moodle"
    assert (one.who[0].id, one.who[0].name) == ("moodle:17", name)
    assert names(one) == [f"deep/{NOTEBOOK}"]
    assert one.origin == {"participant": "17", "name": name}


def test_moodle_without_folders(tmp_path):
    files = {
        f"Ada Lovelace_17_assignsubmission_file_{NOTEBOOK}": b"x",
        "Ada Lovelace_17_assignsubmission_file_a_1.py": b"",
    }
    (one,) = first(tmp_path, files).handed_in
    assert (one.who[0].id, names(one)) == ("moodle:17", [NOTEBOOK, "a_1.py"])


def test_moodle_blind_marking_names_nobody(tmp_path):
    found = first(tmp_path, {f"Participant_{number}_assignsubmission_file/{NOTEBOOK}": b"x" for number in (1, 2)})
    assert [(one.who[0].id, one.who[0].name) for one in found.handed_in] == [("moodle:1", ""), ("moodle:2", "")]


def test_moodle_teams_are_named_as_such(tmp_path):
    without = f"Default group_assignsubmission_file/{NOTEBOOK}"
    found = first(tmp_path, {f"Team Rot_5_assignsubmission_file/{NOTEBOOK}": b"x", without: b""})
    (one,) = found.handed_in
    assert one.who[0].group == "Team Rot"
    reason = "it is of students in no group: Moodle does not say of whom"
    assert found.not_understood == {without: reason}


def test_moodle_text_typed_in_never_hides_a_file(tmp_path):
    path = tmp_path / "download.zip"
    kinds = {kind: f"A B_1_assignsubmission_{kind}/onlinetext.html" for kind in ("onlinetext", "file")}
    path.write_bytes(zipped({kinds["onlinetext"]: b"typed", kinds["file"]: b"file"}))
    with readings(path, LAB) as found:
        ((one,),) = (reading.handed_in for reading in found)
        assert [(member.path, member.read()) for member in one.files] == [("onlinetext.html", b"file")]


METADATA = """---
submission_101:
  :submitters:
  - :name: Zoë Ångström
    :sid: '00123'
    :email: zoe@example.edu
  :created_at: 2026-11-20 10:30:00.123456000 Z
  :status: processed
submission_102:
  :submitters:
  - :name: 李小龍
    :sid: '200'
    :email: li@example.edu
  - :name: "O'Neil, Mary"
    :email: mary@example.edu
  :created_at: 2026-11-20 05:00:00 -0800
submission_103:
  :submitters:
  - :name: Not There
"""


@pytest.mark.parametrize("start", ["", "assignment_9_export/"])
def test_gradescope_says_whose_each_folder_is(tmp_path, start):
    files = {f"{start}submission_metadata.yml": METADATA.encode()}
    files |= {f"{start}submission_{number}/{NOTEBOOK}": b"x" for number in (101, 102, 104)}
    found = first(tmp_path, files)
    assert found.platform == "gradescope"
    zoe, pair = found.handed_in
    assert (zoe.who[0].logins, zoe.who[0].email, zoe.who[0].name) == (("00123",), "zoe@example.edu", "Zoë Ångström")
    assert zoe.when == datetime(2026, 11, 20, 10, 30, 0, 123456, tzinfo=UTC)
    assert pair.when == datetime(2026, 11, 20, 13, tzinfo=UTC)
    assert [who.name for who in pair.who] == ["李小龍", "O'Neil, Mary"]
    assert names(pair) == [NOTEBOOK]
    assert found.not_understood == {
        "submission_104": "submission_metadata.yml does not say whose it is",
        "submission_103": "its folder is not in the archive",
    }


@pytest.mark.parametrize("text", ["- a list", "a: [", "!!python/object/apply:os.system [id]", "&a [*a, *a]"])
def test_gradescope_metadata_that_is_none_is_named(tmp_path, text):
    found = first(tmp_path, {"submission_metadata.yml": text.encode(), f"submission_1/{NOTEBOOK}": b""})
    assert found.handed_in == ()
    assert list(found.not_understood) == ["submission_metadata.yml"]


def test_the_exchange_names_students_and_times(tmp_path):
    folders = {
        f"ada+{LAB}+2026-11-20 10:00:00.500000 UTC+aGVsbG8": datetime(2026, 11, 20, 10, 0, 0, 500000, tzinfo=UTC),
        f"zoë@x.edu+{LAB}+2026-11-20 10:00:00 UTC": datetime(2026, 11, 20, 10, tzinfo=UTC),
        f"bob+{LAB}+2026-11-20 10:00:00 XYZ": None,
    }
    files = {f"{folder}/{NOTEBOOK}": b"x" for folder in folders} | {"eve+lab12+2026-11-20 10:00:00 UTC/x": b""}
    found = first(tmp_path, files)
    assert found.platform == "exchange"
    assert [one.who[0].logins for one in found.handed_in] == [("ada",), ("zoë@x.edu",), ("bob",)]
    assert [one.when for one in found.handed_in] == list(folders.values())


PLAIN = {
    f"ada/{NOTEBOOK}": ("ada", [NOTEBOOK]),
    "ada.ipynb": ("ada", ["ada.ipynb"]),
    "Copy of ada.ipynb": ("ada", ["Copy of ada.ipynb"]),
    "Kopie von ada (2).ipynb": ("ada", ["Kopie von ada (2).ipynb"]),
    "ada-Copy1.ipynb": ("ada", ["ada-Copy1.ipynb"]),
    f"ada_{NOTEBOOK}": ("ada", [f"ada_{NOTEBOOK}"]),
    f"{LAB}_Zoë_Ångström.ipynb": ("Zoë Ångström", [f"{LAB}_Zoë_Ångström.ipynb"]),
    f"ada/{LAB}/{NOTEBOOK}": ("ada", [NOTEBOOK]),
    "李小龍.zip": ("李小龍", ["李小龍.zip"]),
}


@pytest.mark.parametrize("path", PLAIN)
def test_a_plain_zip_names_people_by_file_or_folder(tmp_path, path):
    found = read(tmp_path, {path: b"x", "somebody else/x.ipynb": b""})[0]
    one = found.handed_in[0]
    who, files = PLAIN[path]
    assert found.platform == "plain"
    assert who in one.who[0].logins
    assert names(one) == files


def test_of_a_submitted_tree_only_the_assignment_is_taken(tmp_path):
    found = read(tmp_path, {f"ada/{LAB}/{NOTEBOOK}": b"", "ada/lab12/x.ipynb": b"", "bob/x.ipynb": b""})[0]
    assert names(found.handed_in[0]) == [NOTEBOOK]


def test_a_folder_around_all_is_looked_into(tmp_path):
    levels = read(tmp_path, {"handed in/ada.ipynb": b"", "handed in/bob.ipynb": b""})
    assert [[one.who[0].shown for one in level.handed_in] for level in levels] == [
        ["handed in"],
        ["ada.ipynb", "bob.ipynb"],
    ]


def test_a_zip_that_names_its_owner_is_theirs_whatever_names_are_in_it(tmp_path):
    inside = zipped({f"bob_1_2_{NOTEBOOK}": b"x"})
    levels = read(tmp_path, {"ada.zip": inside})
    assert [level.platform for level in levels] == ["plain", "canvas"]


COPIES = {
    "a.ipynb": ("a.ipynb", 0),
    "a (1).ipynb": ("a.ipynb", 1),
    "a-2.ipynb": ("a.ipynb", 2),
    "a-Copy3.ipynb": ("a.ipynb", 3),
    "Copy of a.ipynb": ("a.ipynb", 1),
    "Copy of Copy of a (1).ipynb": ("a.ipynb", 3),
    "a - Copy.ipynb": ("a.ipynb", 1),
    "a - Kopie (2).ipynb": ("a.ipynb", 3),
    "(1).ipynb": ("(1).ipynb", 0),
    "2026-11-20.ipynb": ("2026.ipynb", 31),
    "week13.ipynb": ("week13.ipynb", 0),
}


@pytest.mark.parametrize("name", COPIES)
def test_copies_are_known_by_their_names(name):
    assert uncopied(name) == COPIES[name]
