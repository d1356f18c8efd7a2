"""Hostile archives harm nothing and are named."""

import io
import os
import stat
import time
import unicodedata
import zipfile

import pytest
from support.zips import without_utf8_flags, zipped

from autograder.platforms import archive as archives
from autograder.platforms.archive import Archive, UnreadableArchive, UnreadableMember, opened

NAMES = ["Zoë Ångström.ipynb", "O'Neil, Mary.ipynb", "李小龍.ipynb", "דוד לוי.ipynb", "محمد.ipynb"]


def look(path) -> Archive:
    with opened(path) as archive:
        return archive


def write(tmp_path, data: bytes):
    path = tmp_path / "class.zip"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_come_through(tmp_path, name):
    path = write(tmp_path, zipped({name: b"x", f"{name}.d/y": b"y"}))
    with opened(path) as archive:
        assert {member.path: member.read() for member in archive.members} == {name: b"x", f"{name}.d/y": b"y"}


@pytest.mark.parametrize("name", NAMES)
def test_names_in_utf8_that_do_not_say_so_come_through(tmp_path, name):
    path = write(tmp_path, without_utf8_flags(zipped({name: b"x"})))
    assert [member.path for member in look(path).members] == [name]


HOSTILE = {
    "../../etc/passwd": "its name leads out of the archive",
    "a/../../b": "its name leads out of the archive",
    "..\\..\\b": "its name leads out of the archive",
    "/etc/passwd": "its name is that of a place on a machine",
    "C:\\Windows\\x": "its name is that of a place on a machine",
    "a\x1b[31m.ipynb": "its name holds control characters",
    "a\nb": "its name holds control characters",
    "x" * 256: "its name is too long",
    "/".join(["x"] * 600): "its name is too long",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_lead_elsewhere_are_refused_and_named(tmp_path, name):
    archive = look(write(tmp_path, zipped({"sound.ipynb": b"x", name: b"y"})))
    assert [member.path for member in archive.members] == ["sound.ipynb"]
    assert list(archive.refused.values()) == [HOSTILE[name]]


def test_links_are_refused_and_named(tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        about = zipfile.ZipInfo("link.ipynb")
        about.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(about, "/etc/passwd")
    assert look(write(tmp_path, target.getvalue())).refused == {"link.ipynb": "it is a link"}


def test_links_and_pipes_in_folders_are_refused_and_named(tmp_path):
    folder = tmp_path / "class"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "sound.ipynb").write_bytes(b"x")
    (folder / "link.ipynb").symlink_to("/etc/passwd")
    (folder / "linked").symlink_to("/etc")
    os.mkfifo(folder / "pipe.ipynb")
    archive = look(folder)
    assert [member.path for member in archive.members] == ["deep/sound.ipynb"]
    refused = {"link.ipynb": "it is a link", "linked": "it is a link", "pipe.ipynb": "it is no regular file"}
    assert archive.refused == refused


def test_a_file_that_becomes_a_link_is_not_followed(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "a.ipynb").write_bytes(b"x")
    with opened(folder) as archive:
        (folder / "a.ipynb").unlink()
        (folder / "a.ipynb").symlink_to("/etc/passwd")
        with pytest.raises(UnreadableMember):
            archive.members[0].read()


COLLIDING = {
    ("Lab.ipynb", "lab.ipynb"): "its name is Lab.ipynb but for capitals",
    ("Ada/x", "ada/y"): "its folder is Ada but for capitals",
    ("a", "A/b"): "a is a file",
    ("a/b", "A"): "a is a folder",
    ("Zoë", unicodedata.normalize("NFD", "Zoë")): "its name is Zoë but for capitals",
    ("straße", "STRASSE"): "its name is straße but for capitals",
}


@pytest.mark.parametrize("names", COLLIDING)
def test_names_that_a_file_system_takes_for_one_are_refused_and_named(tmp_path, names):
    archive = look(write(tmp_path, zipped(dict.fromkeys(names, b"x"))))
    assert [member.path for member in archive.members] == [names[0]]
    assert archive.refused == {names[1]: COLLIDING[names]}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_named(tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.ipynb", b"first")
        archive.writestr("a.ipynb", b"second")
    assert look(write(tmp_path, target.getvalue())).refused == {"a.ipynb": "its name is there twice"}


def test_a_bomb_is_read_no_further_than_its_limit(tmp_path):
    path = write(tmp_path, zipped({"bomb.ipynb": bytes(archives.MAX_MEMBER_BYTES + 1), "a.ipynb": b"x"}))
    with opened(path) as archive:
        bomb, other = archive.members
        with pytest.raises(UnreadableMember, match="more than 32 MiB"):
            bomb.read()
        assert other.read() == b"x"


def test_a_size_that_is_not_true_changes_nothing(tmp_path):
    data = bytearray(zipped({"a.ipynb": bytes(5000)}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(mark) + place
        data[at : at + 4] = (10).to_bytes(4, "little")
    with opened(write(tmp_path, bytes(data))) as archive, pytest.raises(UnreadableMember):
        archive.members[0].read()


def test_a_hundred_thousand_files_are_listed_within_seconds(tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}.ipynb", b"")
    path = write(tmp_path, target.getvalue())
    started = time.monotonic()
    assert len(look(path).members) == 100_000
    assert time.monotonic() - started < 60


def test_more_files_than_any_class_has_are_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ENTRIES", 10)
    path = write(tmp_path, zipped({f"{number}": b"" for number in range(11)}))
    with pytest.raises(UnreadableArchive, match=r"class\.zip holds more than 10 files"):
        look(path)


def test_a_list_of_files_that_is_too_long_is_not_read_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_DIRECTORY_BYTES", 100)
    with pytest.raises(UnreadableArchive, match="its list of files"):
        look(write(tmp_path, zipped({"a" * 60: b"", "b" * 60: b""})))


DAMAGED = {
    "no zip": b"this is a text",
    "nothing": b"",
    "the beginning of one": zipped({"a": b"x" * 100})[:60],
    "only its end": zipped({"a": b"x" * 100})[-22:],
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_file_that_is_no_zip_is_named(tmp_path, kind):
    with pytest.raises(UnreadableArchive, match=r"class\.zip is not a zip file that can be read"):
        look(write(tmp_path, DAMAGED[kind]))


def test_a_damaged_member_leaves_the_others_alone(tmp_path):
    data = bytearray(zipped({"a.ipynb": os.urandom(500), "b.ipynb": b"sound"}))
    data[100:300] = bytes(200)
    with opened(write(tmp_path, bytes(data))) as archive:
        broken, sound = archive.members
        with pytest.raises(UnreadableMember, match="it is damaged"):
            broken.read()
        assert sound.read() == b"sound"


def test_an_encrypted_member_is_named(tmp_path):
    data = bytearray(zipped({"a.ipynb": b"x"}))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    assert look(write(tmp_path, bytes(data))).refused == {"a.ipynb": "it is encrypted"}


def test_what_systems_leave_in_archives_is_passed_over(tmp_path):
    litter = {"__MACOSX/._a.ipynb": b"", ".DS_Store": b"", "x/._b": b"", "x/.ipynb_checkpoints/b.ipynb": b"", "a": b""}
    archive = look(write(tmp_path, zipped(litter)))
    assert [member.path for member in archive.members] == ["a"]
    assert archive.refused == {}
