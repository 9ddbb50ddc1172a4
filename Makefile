# The commands of the house. The first step of each checks what it needs and says what is missing.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo demo-reset test proof bench setup setup-tests lock vendor format keys messages migrations compose-test
demo: setup ## the whole platform with demo data
	@$(BIN)/python -m ndt.demo.supervisor

demo-reset: setup ## the same, with fresh data
	@$(BIN)/python -m ndt.demo.supervisor --reset

test: setup-tests ## linters, house rules and every test
	@$(BIN)/python tests/run.py

proof: setup-tests ## every number of every issue at full size, into docs/proof.md
	@$(BIN)/python tests/proof.py

bench: setup-tests ## speed beside its peers, into bench/RESULTS.md
	@$(BIN)/python bench/run.py

setup:
	@$(PYTHON) ndt/demo/bootstrap.py

setup-tests:
	@$(PYTHON) ndt/demo/bootstrap.py --tests

lock: ## resolve requirements/*.in into *.txt with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements/base.in -o requirements/base.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -c requirements/base.txt requirements/dev.in -o requirements/dev.txt

keys: ## write the secrets that an installation needs: make keys >> .env
	@$(PYTHON) -m ndt.health.keys

compose-test: setup-tests ## the containers, or where none can run the same commands, and a signing journey on them
	@$(BIN)/python tests/compose.py

vendor: ## fetch htmx, type faces and components anew (needs Node)
	@$(PYTHON) ndt/web/vendor.py
	@$(PYTHON) ndt/pdf/vendor.py

format: ## lay out Python and templates as the house rules ask
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .
	-@find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

messages: setup ## collect texts for translation (needs gettext); then fill in locale/en
	@ENVIRONMENT=test SECRET_KEY=x HASH_KEYS=x DATABASE_URL=postgresql://localhost/x REDIS_URL=redis://localhost EMAIL_URL=memorymail:// \
		$(BIN)/python manage.py makemessages -l en --no-obsolete --no-location --ignore=.venv --ignore=var --ignore=bench --ignore=tests
