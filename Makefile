# Short names for what a contributor runs. `./run-tests` makes the virtual environment that they use.
python := .venv/bin/python

.PHONY: test test-all lint course pictures bench

test:       ## the fast tests
	./run-tests

test-all:   ## every test
	./run-tests --all

lint:       ## style and types
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

course:     ## the course held against what it promises
	.venv/bin/tutor course check

pictures:   ## the pictures of README and docs, taken from the running program
	$(python) scripts/take_pictures.py

bench:      ## every benchmark, as ratios to a peer in the same run
	$(python) benchmarks/all.py
