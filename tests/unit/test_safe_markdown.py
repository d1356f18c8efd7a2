"""What students write as markdown is shown, and does nothing, and holds up nobody."""

import base64
import time

import pytest
from bs4 import BeautifulSoup

from autograder.gradebook import formulas
from autograder.gradebook.safe_markdown import ATTRIBUTES, MAX_RENDERED, TAGS, safe_markdown

PICTURE = "data:image/png;base64,iVBORw0KGgo="
SHOWN = {
    "**bold** and `code`": "<p><strong>bold</strong> and <code>code</code></p>",
    "# Title": "<h1>Title</h1>",
    "- one\n- two": "<ul>\n<li>one</li>\n<li>two</li>\n</ul>",
    "| a |\n|---|\n| 1 |": "<td>1</td>",
    "[a link](https://example.org)": 'href="https://example.org"',
    "[mail](mailto:a@example.org)": 'href="mailto:a@example.org"',
    f'<img src="{PICTURE}" alt="p">': f'<img src="{PICTURE}" alt="p">',
    '<span style="color:red;position:fixed">x</span>': '<span style="color:red">x</span>',
    "a < b and c > d": "a &lt; b and c &gt; d",
    "if x <y and z>1": "&lt;y and z&gt;1",
    "$a<b$": '<math display="inline"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>',
    "$$\\frac{a}{b}$$": '<math display="block"><mrow><mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>',
    "$\\text{A\\_B}$": "<mtext>A_B</mtext>",
    "$\\foo$ and $\\frac{$": "<code>$\\foo$</code> and <code>$\\frac{$</code>",
    "\\begin{aligned}a&b\\end{aligned}": "<code>$$\\begin{aligned}a&amp;b\\end{aligned}$$</code>",
    "<details><summary>more</summary>text</details>": "<details><summary>more</summary>text</details>",
    "```python\nx = 1\n```": "highlight",
}
# What must not be there as markup, and what is to be read of it.
HARMLESS = {
    "<script>alert(1)</script>": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<style>body{display:none}</style>": "&lt;style&gt;",
    "<iframe src=//x></iframe>": "&lt;iframe",
    "<svg/onload=alert(1)>": "&lt;svg/onload",
    "<math><mtext></table><mglyph><style><img src=x onerror=alert(1)>": "&lt;math&gt;",
    "<!-- a comment -->": "&lt;!-- a comment",
    "<base href=//x>": "&lt;base",
    "<form action=//x><input name=a></form>": "&lt;form",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>": "&lt;noscript&gt;",
    "<SCRIPT SRC=//x></SCRIPT>": "&lt;SCRIPT",
    "<a\nhref='javascript:alert(1)'>x</a>": "x",
    "<img src=x onerror=alert(1)>": "<img",
    "<img src=//example.org/x.png>": "<img",
    "![x](https://example.org/x.png)": '<img alt="x">',
    "![x](file:///etc/passwd)": '<img alt="x">',
    "![x](attachment:gone.png)": '<img alt="x">',
    '<img src="data:text/html,<script>alert(1)</script>">': "<img",
    '<img src="data:image/svg+xml;base64,AAAA">': "<img",
    "[x](javascript:alert(1))": "x",
    "[x](data:text/html,<script>)": "x",
    "[x](vbscript:x)": "x",
    '<a href=" javascript:alert(1)">x</a>': "x",
    '<a href="jav&#x09;ascript:alert(1)">x</a>': "x",
    '<p style="background:url(//x)" onclick="x()" id="total">y</p>': "y",
    "<b onmouseover=alert(1)>y</b>": "<b>y</b>",
    '<div style="position:fixed;width:100%">y</div>': '<div style="width:100%">y</div>',
    "```<script>alert(1)</script>": "&lt;script&gt;",
    "`<script>`": "<code>&lt;script&gt;</code>",
    "$<script>alert(1)</script>$": "<math",
    "$\\href{javascript:alert(1)}{x}$": "<mi>x</mi>",
    "$\\style{background:url(//x)}{x}$": "<math",
    "$\\text{<img src=x onerror=alert(1)>}$": "<mtext",
}


def shown(source: str, **cell: object) -> str:
    return safe_markdown({"cell": cell} if cell else {}, source)


@pytest.mark.parametrize("source", SHOWN)
def test_markdown_is_shown(source: str) -> None:
    assert SHOWN[source] in shown(source)


@pytest.mark.parametrize("source", HARMLESS)
def test_nothing_in_it_acts(source: str) -> None:
    made = shown(source)
    assert HARMLESS[source] in made
    for tag in BeautifulSoup(made, "html.parser").find_all(True):
        assert tag.name in TAGS | formulas.TAGS
        assert set(tag.attrs) <= ATTRIBUTES | formulas.ATTRIBUTES | {"rel"}
        assert str(tag.get("src", "data:image/png")).startswith("data:image/png")
        assert str(tag.get("href", "#")).startswith(("#", "https:"))
        assert not [word for word in ("position", "url", "display") if word in str(tag.get("style", ""))]


def test_a_pasted_picture_is_shown() -> None:
    data = base64.b64encode(b"picture").decode()
    made = shown("![x](attachment:a.png)", attachments={"a.png": {"image/png": data}, "b.png": {"image/png": "no"}})
    assert f'src="data:image/png;base64,{data}"' in made


SLOW = {
    "headings": "a\n=\n" * 15_000,
    "mathematics": "\\\\[" * (MAX_RENDERED // 3),
    "environments": "\\begin{a}" * (MAX_RENDERED // 9),
    "emphasis": "*a" * (MAX_RENDERED // 2),
    "brackets": "[" * MAX_RENDERED,
    "elements": "<b>" * (MAX_RENDERED // 3),
    "quotes": ">" * MAX_RENDERED,
    "lines": "\n" * 200_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_no_answer_holds_up_the_page(name: str) -> None:
    started = time.process_time()
    made = shown(SLOW[name])
    assert time.process_time() - started < 2
    assert len(made) < 10 * len(SLOW[name])


def test_what_is_too_long_to_render_is_shown_as_it_was_written() -> None:
    text = "**a** <script> \x1b[31m\n" * 2000
    assert shown(text).startswith("<pre>**a** &lt;script&gt; \n**a**")


def test_a_picture_shown_a_thousand_times_is_not() -> None:
    pictures = {"a": {"image/png": "A" * 2**20}}
    assert len(shown("![](attachment:a)" * 1000, attachments=pictures)) < 2**20
