"""How well and how fast search answers over the real corpus, with each engine that needs no server.

    python -m bench.search_quality [ARGUMENTS OF flask search evaluate]

Without `--engine` Whoosh and Tantivy are measured one after the other.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.search_corpus import data_directory

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ROOT / "tests" / "search" / "procedure_queries.jsonl"


def main() -> None:
    """Print the table of each engine; each in a process of its own, so that neither holds the other's memory."""
    if not data_directory().is_dir():
        sys.exit(f"the real data is not at {data_directory()}")
    given = sys.argv[1:]
    for engine in [] if "--engine" in given else ["whoosh", "tantivy"]:
        print(f"\n{engine}", flush=True)
        _evaluate(["--engine", engine, *given])
    if "--engine" in given:
        _evaluate(given)


def _evaluate(arguments: list[str]) -> None:
    command = [
        sys.executable,
        "-m",
        "flask",
        "--app",
        "wsgi",
        "search",
        "evaluate",
        "--queries",
        str(QUERIES),
    ]
    done = subprocess.run([*command, *arguments], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
