# The commands of the README. Everything they make stays below .venv/ and build/.
PYTHON ?= python3
BIN := .venv/bin

# For processes that share the cores among themselves already.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1

.PHONY: install demo test lint lock second newest release handout browser fresh container gradescope compat expected-results visible similar corpus drawn slips attacks mistakes mutants false-alarms
.PHONY: honest fuzz bench clean

install: .venv/installed

demo: .venv/installed
	PYTHONPATH=tests $(BIN)/python scripts/demo.py

test: .venv/installed-test lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/largest.py

# Locks the newest versions that pyproject.toml allows, and what they need, for every system. Needs uv.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade

lock:
	$(LOCK) pyproject.toml --output-file requirements/run.txt
	$(LOCK) pyproject.toml --extra test --constraint requirements/run.txt --output-file requirements/test.txt

# On another Python: make second PYTHON=python3.13
build/second/installed: requirements/test.txt pyproject.toml
	$(PYTHON) -m venv --clear build/second
	build/second/bin/pip install --quiet --require-hashes --requirement requirements/test.txt
	build/second/bin/pip install --quiet --no-deps --editable .
	touch $@

second: build/second/installed
	build/second/bin/python -m pytest -q tests/unit

newest: .venv/installed-test
	$(BIN)/python scripts/newest.py

release: .venv/installed
	$(BIN)/python scripts/build_release.py

handout: .venv/installed
	$(BIN)/python scripts/handout.py

browser: .venv/installed-test
	$(BIN)/python -m pytest tests/browser -m browser

fresh: .venv/installed
	PYTHONPATH=scripts:tests $(BIN)/python -m machines.fresh $(RUN)

container: .venv/installed
	PYTHONPATH=scripts:tests $(BIN)/python -m machines.container

gradescope: .venv/installed-test
	PYTHONPATH=scripts:tests $(BIN)/python -m machines.gradescope

compat: .venv/installed
	$(BIN)/python scripts/compat.py

visible: .venv/installed-test
	PYTHONPATH=scripts:tests $(BIN)/python scripts/visible.py $(NOTEBOOK)

similar: .venv/installed-test
	PYTHONPATH=scripts:tests $(BIN)/python scripts/alike.py

expected-results: .venv/installed
	PYTHONPATH=scripts $(BIN)/python -m expected

corpus: .venv/installed-test
	PYTHONPATH=tests $(ONE_THREAD) $(BIN)/python scripts/corpus.py

drawn: .venv/installed-test
	PYTHONPATH=scripts:tests $(ONE_THREAD) $(BIN)/python scripts/drawn.py

slips: .venv/installed-test
	PYTHONPATH=scripts:tests $(ONE_THREAD) $(BIN)/python scripts/slips.py

attacks: .venv/installed-test
	$(BIN)/python -m pytest tests/kernel -m "whole or not whole"

honest: .venv/installed-test
	PYTHONPATH=scripts:tests $(BIN)/python scripts/honest.py

mistakes: .venv/installed-test
	PYTHONPATH=scripts:tests $(ONE_THREAD) $(BIN)/python scripts/mistakes.py $(QUESTIONS)

mutants: .venv/installed-test
	PYTHONPATH=tests $(ONE_THREAD) $(BIN)/python scripts/mutants.py

false-alarms: .venv/installed-test
	PYTHONPATH=tests $(ONE_THREAD) $(BIN)/python scripts/false_alarms.py

fuzz: .venv/installed-test
	PYTHONPATH=scripts:tests $(ONE_THREAD) $(BIN)/python -m fuzz $(SUBJECTS)

bench: .venv/installed-test
	PYTHONPATH=scripts:tests $(BIN)/python -m bench $(SUBJECTS)

clean:
	rm -rf build .venv

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv

# The versions of requirements/, each file of which is what it was when they were locked.
.venv/installed: .venv/bin/python pyproject.toml requirements/run.txt
	$(BIN)/pip install --quiet --require-hashes --requirement requirements/run.txt
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@

.venv/installed-test: .venv/installed requirements/test.txt
	$(BIN)/pip install --quiet --require-hashes --requirement requirements/test.txt
	touch $@
