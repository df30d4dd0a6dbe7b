# Each target is one line; what it does stands in tools/ and is tested in tests/tools/.
PYTHON ?= python3
OURS = .venv/bin/python
GOALS ?=
PERF ?=

.PHONY: run setup test check goals bench
run: ; @$(PYTHON) tools/setup.py && exec $(OURS) -m app.demo.run
setup: ; @$(PYTHON) tools/setup.py
test: ; @$(PYTHON) tools/setup.py --tests && exec $(OURS) -m tools.gate test
check: ; @$(PYTHON) tools/setup.py --tests && exec $(OURS) -m tools.gate check
goals: ; @$(PYTHON) tools/setup.py --tests && exec $(OURS) -m tools.gate goals $(GOALS)
bench: ; @$(PYTHON) tools/setup.py --tests && exec $(OURS) -m tests.bench $(PERF)
