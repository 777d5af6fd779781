# Two commands do everything on a fresh machine: `make run` and `make test`.
# They need Python >= 3.11 with venv, make and git; everything else comes from the locks.

PYTHON ?= $(shell command -v python3 || command -v python3.13 || command -v python3.12 || command -v python3.11)
BIN := .venv/bin
# People of the demo are loaded and their logins printed; a production setting refuses this.
export HOCAI_DEMO ?= 1

.PHONY: run test check bench lock environments python
.DEFAULT_GOAL := run

run: python ## Install what is missing, then start everything until Ctrl-C.
	@exec $(PYTHON) lms/ops/bootstrap.py run

test: environments ## The whole suite, with a loud line for what this machine cannot test.
	@$(BIN)/python manage.py compile_catalogues --verbosity 0
	@exec $(BIN)/python -m lms.ops.run_tests

check: environments ## Format, lint, types, migrations, house rules, translations.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python manage.py compile_catalogues --verbosity 0
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py check_catalogues
	@$(BIN)/python -m pytest -q tests/test_house.py

bench: environments ## A table of measurements.
	@$(BIN)/python manage.py compile_catalogues --verbosity 0
	@exec $(BIN)/python manage.py bench

lock: environments ## Resolve the three locks again; `make lock UPGRADE=--upgrade` takes newer versions.
	@$(BIN)/python -m lms.ops.locks $(UPGRADE)

environments: python
	@$(PYTHON) lms/ops/bootstrap.py dev

python:
	@test -n "$(PYTHON)" || { echo "Cần Python 3.11 trở lên: hãy cài python3.11 (hoặc mới hơn) kèm gói venv rồi chạy lại lệnh." >&2; exit 2; }
