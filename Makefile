# `make` alone lists what there is. Needs git, make and python3 >= 3.11; everything else is installed into this folder.
PYTHON ?= python3
PORT ?= 14566
PARAMS ?=
DIRECTORY ?= .local

# Tools and tests in one environment. The emulator in another: functions run in its interpreter, and are to find there
# what Lambda has (boto3) and their layers, nothing else. What the reset is measured beside in a third.
TOOLS := .venv/.installed
EMULATOR := .venv-emulator/.installed
RIVALS := .venv-rivals/.installed
LOCAL := .venv/bin/python -m local

.DEFAULT_GOAL := help
.PHONY: help install run stack stop test check call accounts history redrive token declare flow prompts publish screenshots bench bench-answers bench-scale bench-batch bench-rivals lock build clean

help: ## this list (DIRECTORY=, wherever a stack is meant: the one in another folder than .local)
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  make %-18s %s\n' "$$name" "$$what"; done

run: install ## the whole stack on this machine, until Ctrl+C (PORT=, PARAMS="Key=Value ...")
	@exec $(LOCAL) run --directory "$(DIRECTORY)" --port "$(PORT)" --parameters '$(PARAMS)'

stack: install ## the same, left in the background
	@exec $(LOCAL) stack --directory "$(DIRECTORY)" --port "$(PORT)" --parameters '$(PARAMS)'

stop: $(TOOLS) ## end the stack of this folder
	@exec $(LOCAL) stop --directory "$(DIRECTORY)"

call: $(TOOLS) ## call the hotline (FROM=0912345678 KEYS="8 0123456789#")
	@exec .venv/bin/python -m local.phone --directory "$(DIRECTORY)" --from "$(FROM)" --keys "$(KEYS)"

accounts: $(TOOLS) ## load the register (FILE=accounts.csv, STACK=, REPLACE=yes, BY=)
	@exec .venv/bin/python -m local.accounts --directory "$(DIRECTORY)" --file "$(FILE)" $(if $(STACK),--stack "$(STACK)") \
		$(if $(filter yes,$(REPLACE)),--replace) $(if $(BY),--by "$(BY)")

history: $(TOOLS) ## an account's events (ID=, REASON=, STACK=, BY=)
	@exec .venv/bin/python -m local.history --directory "$(DIRECTORY)" --id "$(ID)" $(if $(REASON),--reason "$(REASON)") \
		$(if $(STACK),--stack "$(STACK)") $(if $(BY),--by "$(BY)")

redrive: $(TOOLS) ## put back mail that could not be sent (STACK=, BY=)
	@exec .venv/bin/python -m local.redrive --directory "$(DIRECTORY)" $(if $(STACK),--stack "$(STACK)") $(if $(BY),--by "$(BY)")

token: $(TOOLS) ## an id token of the sample staff (ROLE=unit, collector, officer or supervisor)
	@exec .venv/bin/python -m local.staff_session --directory "$(DIRECTORY)" --role "$(or $(ROLE),officer)"

declare: $(TOOLS) ## upload declarations as a unit would (FILE=events/declaration_batch/sample-tk1-ts.csv)
	@exec .venv/bin/python -m local.declare --directory "$(DIRECTORY)" --file "$(FILE)" $(if $(ROLE),--role "$(ROLE)")

test: install ## every suite that needs no cloud account
	@.venv/bin/python -m pytest

check: $(TOOLS) ## ruff, mypy, cfn-lint, pip-audit
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/mypy
	@SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=ap-southeast-1 .venv/bin/sam validate --lint --template template.yaml
	@.venv/bin/python .ci/audit.py

bench: install ## measure start-up and CPU time
	@exec .venv/bin/python -m tests.performance.bench

bench-answers: install ## known against unknown addresses on a stack of its own
	@exec .venv/bin/python -m tests.performance.answer_times

bench-scale: install ## trips and capacity of a call at 1,000 to 100,000 accounts
	@exec .venv/bin/python -m tests.performance.scale

bench-batch: install ## rows a second and memory of a file of declarations, to 100,000 rows
	@exec .venv/bin/python -m tests.performance.batch_rows

bench-rivals: install $(RIVALS) ## a reset beside Django's and fastapi-users'
	@exec .venv/bin/python -m tests.performance.rivals

flow: $(TOOLS) ## write the contact flow into template.yaml
	@exec .venv/bin/python -m local.flow_template

prompts: $(TOOLS) ## the hotline's audio, for the prompt bucket (REPLACE="welcome ..." or all)
	@exec .venv/bin/python -m local.voice --directory "$(DIRECTORY)/prompts" $(if $(REPLACE),--replace $(REPLACE))

build: $(TOOLS) ## what `.venv/bin/sam deploy` sends to AWS (LAMBDA_PYTHON=python3.13 makes its bytecode)
	@LAYER_TARGET=lambda LAYER_PYTHON="$(CURDIR)/.venv/bin/python" SAM_CLI_TELEMETRY=0 .venv/bin/sam build

lock: $(TOOLS) ## pin the requirement files anew (UPGRADE=--upgrade for newer versions)
	@for file in layers/dependencies/requirements requirements/dev requirements/emulator requirements/rivals; do \
		.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
			--quiet $(UPGRADE) $$file.in -o $$file.txt || exit 1; done

publish: $(TOOLS) ## put web/ behind the distribution of a stack on AWS (STACK=)
	@exec .venv/bin/python -m local.publish --stack "$(STACK)"

screenshots: install ## pictures of every page, into .local/screenshots (needs Chromium)
	@exec .venv/bin/python -m local.screenshots --directory "$(DIRECTORY)"

clean: ## end the stack and remove all that was built or installed
	@test ! -e $(TOOLS) || $(LOCAL) stop --directory "$(DIRECTORY)"
	rm -rf .venv .venv-emulator .venv-rivals .local .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis

install: $(TOOLS) $(EMULATOR)

$(TOOLS): requirements/dev.txt
$(EMULATOR): requirements/emulator.txt
$(RIVALS): requirements/rivals.txt

# Complete lists, so --no-deps: what is not listed with its hash does not get in.
.venv/.installed .venv-emulator/.installed .venv-rivals/.installed:
	@$(PYTHON) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer with venv is needed (Debian: apt-get install python3-venv);" \
		"another one: make PYTHON=/path/to/python3" >&2; exit 2; }
	@echo "Installing $< into $(@D) …"
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@
