# run: the whole channel on this machine · test: every test, on servers of its own · check: the quick gate
# measure: every measurement · bench: how fast it is, beside its limits (docs/performance.md) · lock: new locks
# faults: nothing is lost, whatever is killed, cut or filled (about an hour; FAULTS_SIZE=0.1 is a tenth)
PYTHON ?= $(shell command -v python3.11 || command -v python3)
SETUP = $(PYTHON) -m deploy.local.bootstrap
BIN = .venv/bin
MEASURES = $(subst /,.,$(basename $(wildcard tests/measure_*.py)))

# The index of plain PyPI, whatever this machine's own settings are; and no host or path of it in the locks.
COMPILE = env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	CUSTOM_COMPILE_COMMAND="make lock" $(abspath $(BIN))/pip-compile --quiet --upgrade --generate-hashes \
	--allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: run test check measure bench faults lock style unit

run:
	@exec $(SETUP) run

test:
	@$(SETUP) test
	@$(MAKE) --no-print-directory style
	@exec $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

check:
	@$(SETUP) check
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target style unit

measure:
	@$(SETUP) measure
	@for each in $(MEASURES); do $(BIN)/python -m $$each || exit; done

bench:
	@$(SETUP) bench
	@exec $(BIN)/python -m tests.performance --write $(BENCH)

faults:
	@$(SETUP) faults
	@exec $(BIN)/python -m pytest -s -m "faults or not faults" tests/faults

style:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .

unit:
	$(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile -m "not slow" tests/unit

lock:
	@$(SETUP) check
	$(COMPILE) --output-file requirements/run.lock pyproject.toml
	$(COMPILE) --extra dev --constraint requirements/run.lock --output-file requirements/dev.lock pyproject.toml
	$(COMPILE) --extra dev --extra measure --constraint requirements/dev.lock --output-file requirements/measure.lock \
		pyproject.toml
	$(COMPILE) --output-file requirements/store.lock requirements/store.in
