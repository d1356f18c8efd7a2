"""Where two works are alike: tokens, fingerprints, and pairs, up to the corpora."""

import io
import random
import tokenize

import alike
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import loader

from autograder.course.similar.pairs import MIN_OWN, Cell, Who, compare, shared_by_most
from autograder.course.similar.tokens import code_tokens, prose_tokens
from autograder.course.similar.winnow import WINDOW, fingerprints, grams
from autograder.grading import assignment as assignments

NOTHING: frozenset[int] = frozenset()
KNOWN = frozenset({"np", "forward"})
CODE = Cell("generate_code", False, NOTHING, KNOWN)
PROSE = Cell("answer_1", True, NOTHING, KNOWN)
ONE = '''
def mean(values, start=0):
    """The mean of the values."""
    total = start  # where to begin
    for value in values:
        total += forward(np.abs(value), scale=2.5)
    return {"sum": total, "mean": total / len(values)}
'''
SAME = """
def average(xs,
            begin = 0,
            ):

  s = begin; # first
  for x in xs:

        s += forward( np.abs(x), scale = 17, )
  return {'a': s,
    'b': s / len(xs)}
"""
BROKEN = (
    *("x = (1,\n", "def f(:\n", '"""never closed\n'),  # what is open swallows what follows
    *("x = 'open\n", "  x = 1\n y = 2\n", "x = 1)\n", "%matplotlib inline\n", "x = $$?\n"),
)
OTHER = ONE.replace("+=", "-=")


def texts(source: str) -> list[str]:
    return [one.text for one in code_tokens(source, KNOWN)]


def test_names_comments_layout_and_descriptions_do_not_count():
    assert texts(ONE) == texts(SAME)
    assert texts(ONE) != texts(OTHER)
    for kept in ("forward", "np", "abs", "len", "for", "return"):
        assert kept in texts(ONE)


def test_a_string_to_read_is_its_words_and_a_short_one_is_a_string():
    assert texts('x = "One two, three FOUR five."') == ["V", "=", "one", "two", "three", "four", "five"]
    assert texts("x = 'one two'") == ["V", "=", "S"]
    assert texts('f(f"one {x} two")') == ["V", "(", "S", ")"]


@pytest.mark.parametrize("broken", BROKEN)
def test_what_breaks_pythons_rules_is_read_all_the_same(broken):
    whole = texts(ONE)
    with_error_before = texts(broken + ONE)
    assert len(with_error_before) > 5
    if broken not in BROKEN[:3]:
        assert with_error_before[-len(whole) :] == whole
    assert texts(ONE + broken)[: len(whole)] == whole


@given(st.text(st.characters(), max_size=300))
def test_any_text_has_tokens_with_places_in_it(source):
    for tokens in (code_tokens(source, KNOWN), prose_tokens(source)):
        places = [(one.start, one.end) for one in tokens]
        assert all(0 <= start < end <= len(source) for start, end in places)
    assert [source[one.start : one.end].casefold() for one in prose_tokens(source)] == [
        one.text for one in prose_tokens(source)
    ]


def test_a_tokens_place_is_where_it_stands():
    for one in code_tokens(ONE, KNOWN):
        if one.text not in ("V", "S", "0"):
            assert ONE[one.start : one.end] == one.text
    names = [one.string for one in tokenize.generate_tokens(io.StringIO(ONE).readline) if one.type == tokenize.NAME]
    ours = [ONE[one.start : one.end] for one in code_tokens(ONE, KNOWN)]
    assert [text for text in ours if text.isidentifier()] == names


@pytest.mark.parametrize("seed", range(20))
def test_a_run_that_two_share_is_never_missed_and_a_shorter_one_never_seen(seed):
    rng, k = random.Random(seed), 6
    shared = [f"s{i}" for i in range(WINDOW + k - 1)]

    def around(name: str, run: list[str]) -> str:
        before, after = ([f"{name}{rng.randrange(9)}" for _ in range(rng.randrange(9))] for _ in range(2))
        return " ".join([*before, *run, *after])

    def prints(text: str) -> set[int]:
        return fingerprints(grams(prose_tokens(text), k))

    assert prints(around("a", shared)) & prints(around("b", shared))
    assert not prints(around("a", shared[: k - 1])) & prints(around("b", shared[: k - 1]))


def longest_common_run(one: list[str], other: list[str]) -> int:
    best, before = 0, [0] * (len(other) + 1)
    for a in one:
        row = [0] * (len(other) + 1)
        for j, b in enumerate(other):
            row[j + 1] = before[j] + 1 if a == b else 0
        best, before = max(best, *row), row
    return best


def test_overlap_run_and_marks_agree_with_a_computation_by_hand():
    text = loader.load(loader.SUBMISSIONS / "correct" / "generate_by_categorical.py").replaced["generate_code"]
    first, second = (
        "a = sorted(values)\nb = a[:3]\n" + text,
        text + "\nfor i in range(9):\n    print(i, i ** 2, sep=':')",
    )
    (pair,) = compare(CODE, {Who("", "ada"): first, Who("", "bob"): second}).pairs
    tokens = [code_tokens(source, KNOWN) for source in (first, second)]
    prints = [fingerprints(grams(one, CODE.gram)) for one in tokens]
    assert pair.overlap == pytest.approx(len(prints[0] & prints[1]) / min(map(len, prints)))
    assert pair.run == longest_common_run(*([one.text for one in each] for each in tokens))
    assert (str(pair.one), str(pair.other), pair.cell) == ("ada", "bob", "generate_code")
    ((start, end),) = pair.marks[0]
    assert first[start:end] == text.strip()


def test_what_was_given_and_what_most_of_the_class_has_is_nobodys_own():
    answers = [f"{alike.SHARED} {alike.own(i)}" for i in range(12)]
    works = {Who("", f"s{i:02}"): answer for i, answer in enumerate(answers)}
    assert compare(PROSE, works).pairs == []
    few = dict(list(works.items())[:2])
    assert len(compare(PROSE, few).pairs) == 1, "of two it is not what most have"
    given_too = Cell("answer_1", True, frozenset(grams(prose_tokens(alike.SHARED), PROSE.gram).tolist()), KNOWN)
    assert compare(given_too, few).pairs == []


def test_how_many_make_it_what_one_writes_there():
    assert [shared_by_most(n) for n in (2, 3, 4, 10, 20, 60, 100, 1000)] == [2, 2, 2, 5, 10, 10, 10, 100]


def test_earlier_terms_are_compared_with_this_one_and_not_with_each_other():
    text = f"{alike.SHARED} {alike.own(1)}"
    works = {Who("", "ada"): text, Who("2024", "bob"): text, Who("2025", "eve"): alike.own(2), Who("2025", "zoe"): text}
    for number in range(4):
        works[Who("", f"s{number}")] = alike.own(3 + number)
    found = {(str(pair.one), str(pair.other)) for pair in compare(PROSE, works).pairs}
    assert found == {("ada", "2024: bob"), ("ada", "2025: zoe")}


def test_cells_with_little_in_them_are_called_too_short():
    step = "def rnn_step(params, ids_t, h):\n    return np.tanh(params['a'][ids_t] + h @ params['b'])"
    compared = compare(CODE, {Who("", name): step for name in "abc"})
    assert compared.own < MIN_OWN
    assert compared.is_too_short
    assert compared.pairs == []
    assert compare(CODE, {}).pairs == []


@pytest.fixture(scope="module")
def measured() -> alike.Measured:
    return alike.measure(assignments.load(alike.ROOT, "lab13_rnn"))


def test_the_correct_corpus_gives_no_pair(measured):
    assert len(measured.entries) >= 42
    assert [pair for one in measured.compared for pair in one.pairs] == []


def test_each_way_is_found_again_behind_other_names_order_layout_and_comments(measured):
    assert measured.missed == measured.without, "all but those that have nothing of their own"
    assert len(measured.missed) < len(measured.entries) / 8


def test_a_copy_leads_to_its_original_and_to_nobody_else(measured):
    for name, found in measured.found.items():
        assert {original for _, original, _ in found} <= {name}


def test_the_step_is_named_as_too_short(measured):
    assert [one.cell for one in measured.compared if one.is_too_short] == ["rnn_step_code"]
