"""Writes scripts, forms and links that run into its answer.

must not: run in the feedback, or in the page on which a person marks it
earns: scale, greet, table
says: PASSED
"""

# %% answer_1 [markdown]
# <script>alert(1)</script> <img src=x onerror="alert(1)"> <svg onload=alert(1)> <math><mi//xlink:href="data:x,<script>alert(1)</script>">
#
# [a](javascript:alert(1)) [b](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==) <a href="java&#10;script:alert(1)">c</a>
#
# <form action="https://127.0.0.1/"><input name=x onfocus=alert(1) autofocus></form> <style>body { display: none }</style>
#
# <div style="position: fixed; top: 0; width: 100%">Score: 100</div> $\href{javascript:alert(1)}{x}$ <base href="//127.0.0.1/">
