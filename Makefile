# The commands of the house. The first step of each checks what it needs and says what is missing.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo demo-reset test proof bench setup lock vendor messages migrations
demo demo-reset test proof bench: setup
setup:
	@$(PYTHON) ndt/demo/bootstrap.py

lock: ## resolve requirements/*.in into *.txt with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements/base.in -o requirements/base.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -c requirements/base.txt requirements/dev.in -o requirements/dev.txt

test:
	@$(BIN)/python tests/run.py pytest

vendor: ## fetch htmx, type faces and components anew (needs Node)
	@$(PYTHON) ndt/web/vendor.py
	@$(PYTHON) ndt/pdf/vendor.py
