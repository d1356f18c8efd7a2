"""Reduces a text to tokens without names, comments and layout, and keeps the place of each."""

import builtins
import io
import keyword
import re
import token
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_CHARACTERS = 50_000  # of one cell; nobody writes more
MAX_TOKENS = 5_000
PROSE = 5  # words; a string with as many is text to read
WORD = re.compile(r"[^\W_]+")
KEPT = frozenset(keyword.kwlist) | frozenset(keyword.softkwlist) | frozenset(dir(builtins))
LAYOUT = {token.NEWLINE, token.INDENT, token.DEDENT, tokenize.NL, tokenize.COMMENT, token.ENCODING, token.ENDMARKER}
FIRST_OF_LINE = {token.NEWLINE, token.INDENT, token.DEDENT, tokenize.NL, tokenize.COMMENT, token.ENCODING}
FSTRING = (getattr(token, "FSTRING_START", -1), getattr(token, "FSTRING_END", -1))  # from Python 3.12 on
CLOSING = (")", "]", "}")


@dataclass(frozen=True, slots=True)
class Token:
    """A token: what it counts as, and its `start` and `end` in the source, in characters."""

    text: str
    start: int
    end: int


def prose_tokens(text: str, place: int = 0) -> list[Token]:
    """The words of a text that begins at `place`, in lower case, without punctuation."""
    found = WORD.finditer(text[:MAX_CHARACTERS])
    return [Token(one[0].casefold(), place + one.start(), place + one.end()) for one in found][:MAX_TOKENS]


def code_tokens(source: str, known: frozenset[str]) -> list[Token]:
    """Python's tokens: every name is V, but for attributes, Python's own and those `known`; a number is 0, a string S.

    A string with PROSE words or more becomes its words; a docstring becomes nothing. After a syntax error reading goes
    on with the next line.
    """
    source = source[:MAX_CHARACTERS]
    raw = list(_raw(source))
    tokens: list[Token] = []
    for i, (kind, text, start, end) in enumerate(raw):
        if kind == token.STRING:
            if not _is_docstring(raw, i):
                words = prose_tokens(text, start)
                tokens += words if len(words) >= PROSE else [Token("S", start, end)]
        elif kind == token.NAME:
            stays = text in KEPT or text in known or (i > 0 and raw[i - 1][1] == ".")
            tokens.append(Token(text if stays else "V", start, end))
        elif kind == token.NUMBER:
            tokens.append(Token("0", start, end))
        elif kind not in LAYOUT and text != ";" and text.strip():
            if text in CLOSING and tokens and tokens[-1].text == ",":
                tokens.pop()  # a comma after the last item is layout
            tokens.append(Token(text, start, end))
    return tokens[:MAX_TOKENS]


_Raw = tuple[int, str, int, int]


def _raw(source: str) -> Iterator[_Raw]:
    """Kind, text, start and end of each token; an f-string counts as one string."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    first, opened, depth = 0, 0, 0
    while first < len(lines):
        reached = first
        try:
            for one in tokenize.generate_tokens(io.StringIO("".join(lines[first:]), newline="").readline):
                row = first + one.start[0] - 1
                start, end = _place(starts, row, one.start[1]), _place(starts, first + one.end[0] - 1, one.end[1])
                reached = max(reached, min(row, len(lines) - 1))
                if one.type == FSTRING[0]:
                    opened, depth = start if depth == 0 else opened, depth + 1
                elif one.type == FSTRING[1]:
                    depth -= 1
                    if depth == 0:
                        yield token.STRING, source[opened:end], opened, end
                elif depth == 0:
                    yield one.type, one.string, start, end
            return
        except (tokenize.TokenError, SyntaxError, ValueError):
            first, depth = reached + 1, 0


def _place(starts: Sequence[int], row: int, column: int) -> int:
    return starts[min(row, len(starts) - 1)] + column


def _is_docstring(raw: Sequence[_Raw], i: int) -> bool:
    """Whether the string is a statement by itself, such as a docstring."""
    begins = i == 0 or raw[i - 1][0] in FIRST_OF_LINE
    return begins and (i + 1 == len(raw) or raw[i + 1][0] in (token.NEWLINE, token.ENDMARKER))
