"""A student who is only a record: requests that were made before get the reply they got then."""

from collections import deque
from collections.abc import Iterable

from autograder.kernel import wire
from autograder.student.asking import NotebookStudent
from autograder.student.handle import Crashed, NotPlain, TooSlow, Work
from autograder.student.recording import Exchange, Section

ERRORS = {error.__name__: error for error in (TooSlow, Crashed, NotPlain)}


# Not an Exception: a check that meets this is neither failed nor faulty, it cannot be judged from the record at all.
class NotRecorded(BaseException):
    """The record has no reply to what is asked; the submission has to be run again."""


class RecordedStudent(NotebookStudent):
    """Replies from `sections`; equal requests of a section are replied to in the order in which they were made.

    `section` says for which graded question or answer the next ones are made. With another time allowed, or while other
    stand-ins are in force, a request is another one.
    """

    def __init__(self, sections: Iterable[Section], work: Work) -> None:
        super().__init__(work)
        self.section = ""
        self._stand_ins: tuple[str, ...] = ()
        self._heard: dict[tuple[str, tuple[str, ...], str, float], deque[Exchange]] = {}
        for section in sections:
            for exchange in section.exchanges:
                key = (section.of, section.stand_ins, exchange.request, exchange.seconds)
                self._heard.setdefault(key, deque()).append(exchange)

    def stand_in(self, source: str, names: tuple[str, ...]) -> None:
        self._stand_ins += names

    def reply(self, request: wire.Request, seconds: float) -> wire.Reply:
        """The recorded reply. Raises the recorded StudentError, or NotRecorded."""
        heard = self._heard.get((self.section, self._stand_ins, request.text, seconds))
        about = f"{self.section}: {request.op} {request.name}"
        if not heard:
            raise NotRecorded(f"{about} is not on record")
        exchange = heard.popleft()
        if exchange.error in ERRORS:
            raise ERRORS[exchange.error](exchange.message)
        if not exchange.reply:
            raise NotRecorded(f"{about}: the record keeps only a hash of the reply")
        try:
            return wire.parse(exchange.reply, exchange.why)
        except wire.BadReply as error:
            raise NotRecorded(f"{about}: the recorded reply cannot be read") from error
