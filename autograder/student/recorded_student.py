"""A student who is only a record: questions that were asked before get the reply they got then."""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from autograder.kernel import wire
from autograder.student.asking import NotebookStudent
from autograder.student.handle import Crashed, NotPlain, TooSlow
from autograder.student.recording import Exchange, Section, question_text

ERRORS = {error.__name__: error for error in (TooSlow, Crashed, NotPlain)}


# Not an Exception: a check that meets this is neither failed nor faulty, it cannot be judged from the record at all.
class NotRecorded(BaseException):
    """The record has no reply to what is asked; the submission has to be run again."""


class RecordedStudent(NotebookStudent):
    """Replies from `sections`; equal questions of a section are replied to in the order in which they were asked.

    `section` says for which graded question or answer the next ones are asked. A question asked with another time
    allowed, or while other stand-ins were in force, is another question.
    """

    def __init__(self, sections: Iterable[Section], cells: Mapping[str, str]) -> None:
        super().__init__(cells)
        self.section = ""
        self._stand_ins: tuple[str, ...] = ()
        self._heard: dict[tuple[str, tuple[str, ...], str, float], deque[Exchange]] = {}
        for section in sections:
            for exchange in section.exchanges:
                key = (section.of, section.stand_ins, exchange.question, exchange.seconds)
                self._heard.setdefault(key, deque()).append(exchange)

    def stand_in(self, source: str, names: tuple[str, ...]) -> None:
        self._stand_ins += names

    def reply(self, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The recorded reply. Raises StudentError where that was what was heard, and NotRecorded."""
        heard = self._heard.get((self.section, self._stand_ins, question_text(asked), seconds))
        about = f"{self.section}: {asked['op']} {asked['name']}"
        if not heard:
            raise NotRecorded(f"{about} was not asked when the record was made")
        exchange = heard.popleft()
        if exchange.error in ERRORS:
            raise ERRORS[exchange.error](exchange.message)
        if not exchange.reply:
            raise NotRecorded(f"{about}: of its reply the record keeps no more than a hash")
        try:
            return wire.parse(exchange.reply.encode())
        except wire.BadReply as error:
            raise NotRecorded(f"{about}: the reply on record cannot be read") from error
