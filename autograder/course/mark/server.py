"""A web page for marking, on this machine only and for whoever has the token."""

import re
import secrets
from collections.abc import Callable
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from autograder.course.mark import cards
from autograder.gradebook.course import Course
from autograder.gradebook.safe_markdown import safe_markdown
from autograder.gradebook.written import Mark, Overtaken
from autograder.grading.reports.words import points

HOST = "127.0.0.1"
A_PAGE = 20  # answers on a page
MAX_COMMENT = 10_000  # characters
COOKIE = "marking"
HERE = "autograder.course.mark"
MARKERS = re.compile(r"^### (?:BEGIN|END) MARK SCHEME$", re.MULTILINE)


class Page(RequestHandler):
    """What every page needs: the course, the token, and headers that let a page fetch nothing."""

    def initialize(self, course: Course, token: str, templates: jinja2.Environment) -> None:
        self.course, self.token, self.templates = course, token, templates

    def prepare(self) -> None:
        """Only this machine's own browser, and only with the token: other pages and other accounts get nothing."""
        if self.request.host.rpartition(":")[0] not in (HOST, "localhost"):
            raise HTTPError(403, reason="not the address of this page")
        given = self.get_query_argument("token", self.get_cookie(COOKIE) or "")
        if not secrets.compare_digest(given.encode(), self.token.encode()):
            raise HTTPError(403, reason="the token is missing: open the address that the command printed")
        self.set_cookie(COOKIE, self.token, httponly=True, samesite="Strict")

    def set_default_headers(self) -> None:
        only = "default-src 'none'; img-src data:; style-src 'self'; script-src 'self'; form-action 'self'"
        self.set_header("Content-Security-Policy", f"{only}; frame-ancestors 'none'; base-uri 'none'")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")

    def show(self, shown: list[cards.Card], title: str, **more: Any) -> None:
        page = self.templates.get_template("page.html.j2")
        known = {"assignment": self.course.assignment, "progress": cards.progress(self.course), "more": ""}
        xsrf = self.xsrf_form_html()
        self.write(page.render(known | more, cards=shown, title=title, xsrf=xsrf, here=self.request.uri))

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}: {self._reason}\n")


class Home(Page):
    def get(self) -> None:
        """The first question with an answer that waits, else the first."""
        there = cards.progress(self.course)
        first = next((one for one in there if one.waiting), there[0])
        self.redirect(f"/answers/{quote(first.answer)}")


class Answer(Page):
    def get(self, answer: str) -> None:
        """One question: the answers that wait, or all."""
        if answer not in self.course.assignment.answers:
            raise HTTPError(404, reason=f"there is no {answer}")
        all, after = bool(self.get_query_argument("all", "")), int(self.get_query_argument("after", "0"))
        shown = cards.of_answer(self.course, answer, all, after, A_PAGE + 1)
        further = {"after": shown[A_PAGE - 1].number} if len(shown) > A_PAGE else {}
        more = f"?{urlencode(further | ({'all': 1} if all else {}))}" if further else ""
        self.show(shown[:A_PAGE], answer, question=answer, all=all, more=more)


class Student(Page):
    def get(self, student: str) -> None:
        """All answers of one student."""
        shown = cards.of_student(self.course, student)
        if not shown:
            raise HTTPError(404, reason=f"there is no grade of {student}")
        self.show(shown, f"submission {shown[0].number}")


class Save(Page):
    def post(self) -> None:
        """Saves one mark and goes back; if it cannot be saved, shows the answer again with what was entered."""
        answer, student = self.get_argument("answer"), self.get_argument("student")
        seen = Mark(_score(self.get_argument("seen_score")), self.get_argument("seen_comment", strip=False))
        comment = self.get_argument("comment").replace("\r\n", "\n")[:MAX_COMMENT]
        card = next((one for one in cards.of_student(self.course, student) if one.answer == answer), None)
        if card is None:
            raise HTTPError(404, reason=f"there is no {answer} of {student}")
        entered = self.get_argument("score")
        try:
            given = Mark(_within(entered, card.max_score), comment)
            cards.save(self.course, answer, student, Mark(seen.score, seen.comment.replace("\r\n", "\n")), given)
        except ValueError as error:
            self._again(card, entered, comment, 400, str(error))
        except Overtaken:
            theirs = card.standing.mark
            score = "no points" if theirs.score is None else f"{points(theirs.score)} points"
            said = f"Somebody else has marked this answer meanwhile: {score}. Save again to put yours in its place."
            self._again(card, entered, comment, 409, said)
        else:
            self.redirect(_local(self.get_argument("here")))

    def _again(self, card: cards.Card, score: str, comment: str, status: int, said: str) -> None:
        self.set_status(status)
        entered = {"score": score, "comment": comment, "said": said}
        self.show([card], card.answer, entered=entered, here=_local(self.get_argument("here")))


class Part(Page):
    def get(self, name: str) -> None:
        """The style and the script of the pages."""
        self.set_header("Content-Type", {"css": "text/css", "js": "text/javascript"}[name.rpartition(".")[2]])
        self.write((files(HERE) / name).read_text(encoding="utf-8"))


def _score(text: str) -> float | None:
    return float(text) if text.strip() else None


def _within(text: str, max_score: float) -> float | None:
    """The points that were entered, None for an empty field. Raises ValueError with what to say."""
    try:
        score = _score(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"“{text}” is no number of points.") from None
    if score is not None and not 0 <= score <= max_score:
        raise ValueError(f"{text} is not between 0 and {points(max_score)} points.")
    return score


def _local(address: str) -> str:
    """A path on this server, never on another."""
    return address if re.match(r"/(?!/)[^\\]*\Z", address) else "/"


def _shown_question(text: str) -> str:
    return MARKERS.sub("", text)


def application(course: Course, token: str) -> Application:
    """The pages for `course`; every request needs `token` once, and a cookie after."""
    templates = jinja2.Environment(loader=jinja2.PackageLoader(HERE, "."), autoescape=True, undefined=jinja2.Undefined)
    templates.filters |= {"markdown": safe_markdown, "points": points, "question": _shown_question}
    known = {"course": course, "token": token, "templates": templates}
    pages: list[tuple[str, type[Page]]] = [
        (r"/", Home),
        (r"/answers/([^/]+)", Answer),
        (r"/students/(.+)", Student),
        (r"/save", Save),
        (r"/(page\.css|page\.js)", Part),
    ]
    return Application([(path, page, known) for path, page in pages], xsrf_cookies=True, log_function=lambda page: None)


def serve(course: Course, port: int, say: Callable[[str], None]) -> None:
    """Serves until it is interrupted; calls `say` with the address. Raises OSError if the port is taken."""
    token = secrets.token_urlsafe(24)
    sockets = bind_sockets(port, HOST)
    server = HTTPServer(application(course, token))
    server.add_sockets(sockets)
    try:
        say(f"http://{HOST}:{sockets[0].getsockname()[1]}/?token={token}")
        IOLoop.current().start()
    except KeyboardInterrupt:
        server.stop()
