"""The measurements behind docs/measured/benchmarks.md, a module a subject. Called by `make bench`.

A subject is a module with three functions, named in `subjects.SUBJECTS`:

- `measure()` measures, and returns the samples as plain data, seconds and bytes, for docs/measured/benchmarks.json;
- `rows(raw)` makes of it the rows of the page's table;
- `how(raw)` says in a paragraph how it was measured and, of a figure not reached, what holds it back.

The page is made of the JSON alone, so that one subject can be measured again without the others.
"""
