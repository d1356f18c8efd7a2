"""What a word, a value and a copy are, as a person who reads the notebook's sentence would say."""

import pytest

from autograder.labs.lab13_rnn import prose
from autograder.labs.lab13_rnn.analysis import cited_values

ROWS = [
    {"parameter": "sequence_length", "value": 20, "final_loss": 0.1052},
    {"parameter": "hidden_size", "value": 64, "final_loss": 0.7147},
    {"parameter": "hidden_size", "value": 128, "final_loss": 1.9412},
    {"parameter": "epochs", "value": 5, "final_loss": 0.1549},
]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The loss is 0.71 at 8 units.", 7),
        ("", 0),
        ("— … ** --", 0),
        ("- a bullet\n- 2 more", 4),
        ("| 8 | 0.71 |\n|:--|--:|", 2),
        (r"so \(h_t\) stays, $\tanh(x)$ too", 5),
        ("> “quoted, here”", 2),
        ("don't well-known e.g. 3/4", 4),
        ("它记住了整首童谣。", 8),
        ("ネットワークは覚える", 10),
        ("深度learning模型", 5),
        ("정확히 기억한다", 2),
        ("<!-- not to be seen --> <b>bold</b> words", 2),
        ("a < b and c > d", 5),
        ("ａ　ｂ", 2),
    ],
)
def test_words_are_counted_as_a_word_processor_counts(text, count):
    assert len(prose.words(text)) == count


@pytest.mark.parametrize(
    "text",
    [
        "0.71",
        "0,71",
        ".71",
        "0.71nats",
        "0.715",
        "0.7147",
        "0.71469",
        "64units",
        "H64",
        "T20",
        "sequence_length_20",
        "sequence_length=20,",
        "1.9412e+00",
        "7.1e-1",
        r"\(0.71\)",
        r"$0{,}71$",
        r"$7.1\times 10^{-1}$",
        "7.1·10^-1",
        "| 64 | 0.71 |",
        "**0.71**",
        "`0.71`",
        "64\N{THIN SPACE}units",
        "71 %",
        "71\\%",
        "twenty",
        "sixty-four",
        "Sixty four units",
        "one hundred and twenty-eight",
        "five epochs",
        "0.10 cut off",
        "0.11 rounded",
        "0.15 cut off",
        "10,20,40",
        "０．７１",
        "٠٫٧١",
    ],
)
def test_a_quote_of_the_table_is_found(text):
    assert cited_values(f"With this I see {text} in it.", ROWS)


@pytest.mark.parametrize(
    "text",
    [
        "0.7",
        "0.73",
        "0.72",
        "0.2",
        "0.20",
        "7.1",
        "21",
        "0.13",
        "the first one",
        "ninety",
        "in 2019",
        "1e999",
    ],
)
def test_what_is_no_quote_of_the_table_is_not_found(text):
    assert not cited_values(f"With this I see {text} in it.", ROWS[:2])


def test_numbers_are_spelled_as_english_does():
    assert [prose.spelled(n) for n in (0, 8, 20, 64, 100, 128, 999)] == [
        "zero",
        "eight",
        "twenty",
        "sixty four",
        "one hundred",
        "one hundred twenty eight",
        "nine hundred ninety nine",
    ]


@pytest.mark.parametrize("piece", ["9", "1.", "<a", "1e", "%", " ", "<!--", "a-", "1 x 10 ", "٠٫"])
def test_strange_texts_are_read_in_the_end(piece):
    text = piece * 50_000
    prose.words(text)
    cited_values(text, ROWS)


def test_a_copied_passage_shares_its_runs_of_words():
    told = prose.runs(prose.words("With a longer sequence length the network holds on to information"))
    copied = prose.runs(prose.words("I say: with a longer sequence length the network holds on to it"))
    assert prose.share(copied, set(told)) == pytest.approx(7 / 10)
    assert prose.share([], set(told)) == 0
