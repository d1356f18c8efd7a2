"""What people are called, and whom a word may mean."""

import pytest

from autograder.course.called import called, meant, with_name
from autograder.course.roster import Person, Roster

NAMES = {"ada@x.edu": "Lovelace, Ada", "adam": "Smith, Adam", "li": "李小龍", "zoe7": "Ångström, Zoë", "zoe8": ""}


def test_the_rosters_name_comes_before_that_of_nbgraders_list() -> None:
    people = {"ada": Person("ada", names=("Lovelace, Ada", "A L")), "li": Person("li")}
    listed = {"ada": "Ada L", "li": "小龍", "zoe": ""}
    assert called(listed, Roster("x", people)) == {"ada": "Lovelace, Ada", "li": "小龍"}
    assert called(listed, None) == {"ada": "Ada L", "li": "小龍"}


def test_a_name_stands_beside_an_id_where_there_is_another() -> None:
    assert with_name("li", NAMES) == "li (李小龍)"
    assert with_name("zoe8", NAMES) == with_name("zoe8", {}) == with_name("zoe8", {"zoe8": "zoe8"}) == "zoe8"
    assert with_name("li", {"li": "two\nlines"}) == "li (two lines)"


MEANT = {
    "the id": ("li", ["li"]),
    "the id in capitals": ("LI", ["li"]),
    "the name": ("Ada Lovelace", ["ada@x.edu"]),
    "the name turned round": ("Lovelace, Ada", ["ada@x.edu"]),
    "a part of the id": ("@x", ["ada@x.edu"]),
    "a part of the name": ("smith", ["adam"]),
    "a part of several": ("ada", ["ada@x.edu", "adam"]),
    "another script": ("小龍", ["li"]),
    "several ids": ("zoe", ["zoe7", "zoe8"]),
    "nobody": ("eve", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize("kind", MEANT)
def test_whom_a_word_means(kind: str) -> None:
    text, students = MEANT[kind]
    assert meant(text, NAMES, NAMES) == students
