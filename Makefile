# run: the whole channel on this machine · test: every test, on servers of its own · check: the quick gate · lock: new locks
PYTHON ?= $(shell command -v python3.11 || command -v python3)
SETUP = $(PYTHON) -m deploy.local.bootstrap
BIN = .venv/bin

# The index of plain PyPI, whatever this machine's own settings are; and no host or path of it in the locks.
COMPILE = env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	CUSTOM_COMPILE_COMMAND="make lock" $(abspath $(BIN))/pip-compile --quiet --upgrade --generate-hashes \
	--allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: run test check lock style unit

run:
	@exec $(SETUP) run

test:
	@$(SETUP) test
	@$(MAKE) --no-print-directory style
	@exec $(BIN)/python -m pytest

check:
	@$(SETUP) check
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target style unit

style:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .

unit:
	$(BIN)/python -m pytest -q -m "not slow" tests/unit

lock:
	@$(SETUP) check
	$(COMPILE) --output-file requirements/run.lock pyproject.toml
	$(COMPILE) --extra dev --constraint requirements/run.lock --output-file requirements/dev.lock pyproject.toml
	$(COMPILE) --output-file requirements/store.lock requirements/store.in
