# make run | test | lint | bench: each sets up what it needs, and repeats nothing that is already there.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --prefer-binary
# What is installed is what the lock files name, byte for byte. A stamp names their content: as long as it stands, pip is
# not called.
hash = $(shell cat $(1) | cksum | cut -d' ' -f1)
RUN_STAMP := $(VENV)/.installed-run-$(call hash,requirements.lock)
DEV_STAMP := $(VENV)/.installed-dev-$(call hash,requirements-dev.lock)
# Migrations, and modules whose statements are made of names of our own tables, columns and catalogues, never of values.
NO_BANDIT := portal/migrations,portal/database/counting.py,portal/upkeep/apart.py
# Rules of our own alone, and no word to anybody.
SEMGREP := .tools/checks/bin/semgrep scan --quiet --metrics off --disable-version-check
CHECKS_STAMP := .tools/checks/.installed-$(call hash,requirements-checks.lock)
AXE := axe-core@4.14.1
VNU := vnu-jar@26.9.27
# The last that runs on Node 20.
LIGHTHOUSE := lighthouse@12.8.2
TEMPLATES := $(wildcard portal/*/templates themes/*/templates)
WORKERS ?= 2

.PHONY: help run test test-postgres lint audit bench chaos scan handbook tools venv dev translations lock release lighthouse
.DELETE_ON_ERROR:

help: ## in danh sách lệnh
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: $(RUN_STAMP) ## cài đặt (lần đầu) và chạy cổng tại http://localhost:8000 (PORT=… để đổi)
	@exec $(PY) -m portal.serve

test: $(DEV_STAMP) tools ## chạy toàn bộ kiểm thử (ARGS=… thêm tham số cho pytest)
	@$(PY) -m pytest -n $(WORKERS) $(ARGS)

test-postgres: $(DEV_STAMP) tools ## mọi kiểm thử có dùng cơ sở dữ liệu, trên một PostgreSQL tạm thời (cần initdb và postgres)
	@PORTAL_TESTS_ON=postgresql $(PY) -m pytest -n $(WORKERS) $(ARGS)

lint: $(DEV_STAMP) $(CHECKS_STAMP) ## định dạng, kiểu dữ liệu, ranh giới giữa các gói, mẫu trang
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	@# It warns of each `nosec` again for every call in the same line that has no fault.
	.tools/checks/bin/bandit --quiet --recursive portal --exclude $(NO_BANDIT) -ll 2> >(grep -v 'no failed test on' >&2)
	$(SEMGREP) --config tools/semgrep --error portal themes wsgi.py
	$(if $(TEMPLATES),$(VENV)/bin/djlint --quiet --lint $(TEMPLATES),@echo "Chưa có mẫu trang nào.")

# Its exit status 3 says that nothing could be looked at, which is not 0.
audit: $(DEV_STAMP) $(CHECKS_STAMP) ## soát lỗ hổng đã biết của các thành phần (ARGS="--advisories THƯ-MỤC": không cần Internet)
	@$(PY) -m tools.sbom .tools/cong-lang.cdx.json
	@$(PY) -m tools.audit $(ARGS) $(if $(findstring --advisories,$(ARGS)),.tools/cong-lang.cdx.json requirements-dev.lock)

bench: $(RUN_STAMP) ## đo tốc độ, in ra tỉ lệ (ARGS=… thêm tham số)
	@$(PY) -m bench.http $(ARGS)
	@$(PY) -m bench.publishing
	@$(PY) -m bench.search_quality
	@$(PY) -m bench.desk
	@$(PY) -m bench.counter
	@$(PY) -m bench.ioc
	@$(PY) -m bench.start
	@$(PY) -m bench.many
	@$(PY) -m bench.twin
	@$(PY) -m bench.crowd
	@$(MAKE) lighthouse && $(PY) -m bench.lighthouse

chaos: $(DEV_STAMP) ## gây lỗi cho một hệ thống thật (docs/thu-loi.md), mọi cổng cùng lúc một phút, rồi các kiểm thử lâu
	@$(PY) -m chaos $(ARGS)
	@$(PY) -m bench.isolation
	@THOROUGH=1 $(PY) -m pytest -n $(WORKERS) -m "chaos or thorough or hypothesis"

scan: $(DEV_STAMP) ## quét một cổng trên máy này bằng wapiti và sqlmap (ARGS=… thêm tham số)
	@$(PY) tools/scan.py $(ARGS)

handbook: $(DEV_STAMP) ## chụp lại ảnh của sách hướng dẫn (docs/anh) từ một cổng mới
	@$(PY) tools/handbook_pictures.py

# After a change of requirements*.txt.
lock: ## ghi lại requirements*.lock: phiên bản và mã băm của mọi gói được cài
	@[ -x .tools/lock/bin/pip-compile ] || { python3 -m venv .tools/lock; .tools/lock/bin/pip install --quiet pip-tools==7.6.2; }
	@for name in requirements requirements-dev requirements-checks; do .tools/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	  --strip-extras --no-annotate --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --output-file $$name.lock $$name.txt; done

# The same tree makes the same bytes, whoever builds it and when.
release: $(DEV_STAMP) ## đóng gói vào dist/: gói wheel, danh mục thành phần (SBOM), mã băm
	@rm -rf dist && mkdir dist
	@$(PY) -m hatchling build -t wheel -d dist >/dev/null
	@$(PY) -m tools.sbom dist/cong-lang.cdx.json
	@cp requirements.lock dist/
	@cd dist && sha256sum * | tee SHA256SUMS

# After new or changed labels; then fill the empty msgstr of messages.po and call it once more.
translations: $(RUN_STAMP) ## thu nhãn mới vào portal/translations/en/LC_MESSAGES/messages.po và dịch ra .mo
	@mkdir -p .tools
	@$(VENV)/bin/pybabel -q extract -F babel.cfg -k _l --no-wrap --add-location=file --sort-by-file -o .tools/messages.pot portal themes
	@$(VENV)/bin/pybabel -q update -i .tools/messages.pot -d portal/translations -l en --no-wrap \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(VENV)/bin/pybabel compile -d portal/translations --statistics

venv: $(RUN_STAMP) ## chỉ cài thư viện để chạy
dev: $(DEV_STAMP) ## chỉ cài thư viện để kiểm thử

$(RUN_STAMP): | $(PY)
	@echo "Cài thư viện vào $(VENV) …"
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip --upgrade >/dev/null
	@$(PIP) --require-hashes -r requirements.lock
	@rm -f $(VENV)/.installed-run-*; touch $@

$(DEV_STAMP): $(RUN_STAMP)
	@echo "Cài công cụ kiểm thử vào $(VENV) …"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@rm -f $(VENV)/.installed-dev-*; touch $@

# Tools that want other versions of libraries than the portal: an environment of their own.
$(CHECKS_STAMP): | $(PY)
	@echo "Cài công cụ soát mã vào .tools/checks …"
	@$(PY) -m venv --clear .tools/checks
	@.tools/checks/bin/pip --disable-pip-version-check install --quiet --prefer-binary --require-hashes -r requirements-checks.lock
	@touch $@

# The first Python >= 3.11 that is found; a half-made or broken environment is made again.
$(PY):
	@for python in $${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do \
	  if command -v $$python >/dev/null && $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Tạo $(VENV) bằng $$($$python --version) …"; exec $$python -m venv --clear $(VENV); fi; done; \
	echo "Cần Python 3.11 trở lên kèm mô-đun venv (Debian/Ubuntu: apt install python3-venv)." >&2; exit 1

# For the accessibility and HTML tests: plain files from npm, no Node project. Without npm those tests are skipped.
tools:
	@mkdir -p .tools; for spec in $(AXE) $(VNU); do name=$${spec%@*}; \
	  [ -e .tools/$$name/.$$spec ] && continue; \
	  if ! command -v npm >/dev/null; then echo "Bỏ qua $$spec: máy không có npm; các kiểm thử cần nó sẽ được bỏ qua."; continue; fi; \
	  if file=$$(cd .tools && npm pack --silent $$spec 2>/dev/null | tail -n 1) && [ -n "$$file" ]; then \
	    rm -rf .tools/$$name; mkdir .tools/$$name; tar -xzf .tools/$$file -C .tools/$$name --strip-components=1; \
	    rm -f .tools/$$file; touch .tools/$$name/.$$spec; \
	  else echo "Bỏ qua $$spec: không tải được; các kiểm thử cần nó sẽ được bỏ qua."; fi; done

# With what it needs (180 MB), so only where it is measured; no script of a package runs.
lighthouse:
	@if [ -e .tools/lighthouse/.$(LIGHTHOUSE) ]; then exit 0; fi; \
	  if ! command -v npm >/dev/null; then echo "Bỏ qua $(LIGHTHOUSE): máy không có npm."; exit 0; fi; \
	  rm -rf .tools/lighthouse; mkdir -p .tools/lighthouse; \
	  if npm install --silent --no-save --no-package-lock --ignore-scripts --prefix .tools/lighthouse $(LIGHTHOUSE); then \
	    touch .tools/lighthouse/.$(LIGHTHOUSE); else echo "Bỏ qua $(LIGHTHOUSE): không tải được."; fi
