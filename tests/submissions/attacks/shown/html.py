"""Displays HTML, JavaScript, SVG and widgets, with scripts in each.

must not: run, or stand, in the feedback
earns: scale, greet, table
says: displayed
"""

# %% after scale_code
from IPython.display import HTML, SVG, Javascript, Markdown, display

display(HTML("<script>alert(1)</script><img src=x onerror=alert(1)>"))
display(Javascript("alert(1)"))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'))
display(Markdown("<script>alert(1)</script> [click](javascript:alert(1))"))
display(
    {"text/html": "<iframe src='javascript:alert(1)'></iframe>"}, raw=True, metadata={"text/html": {"isolated": True}}
)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "</script><script>alert(1)</script>"}}, raw=True)
display({"image/png": "AAAA"}, raw=True, metadata={"image/png": {"width": "1 onerror=alert(1)", "alt": "<script>"}})
print("displayed <script>alert(1)</script>")
