"""`make lock`: the three locks from pyproject.toml, with hashes and without any host name."""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
OPTIONS = ("--python-version", "3.11", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "-q")


def lab_requirements(pyproject: str) -> str:
    """The `lab` extra alone, one requirement per line: the hub's environment does not hold the site."""
    requirements = tomllib.loads(pyproject)["project"]["optional-dependencies"]["lab"]
    return "".join(f"{line}\n" for line in requirements)


def compile_lock(source: str, target: str, *more: str) -> None:
    """Resolve one lock; what it holds already is kept unless --upgrade is given."""
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([str(uv), "pip", "compile", source, *OPTIONS, *more, "-o", target], cwd=PROJECT, check=True)


def main(arguments: list[str]) -> int:
    """All three; `--upgrade` and other options of uv are passed on."""
    compile_lock("pyproject.toml", "site.lock.txt", *arguments)
    compile_lock("pyproject.toml", "dev.lock.txt", "--extra", "dev", "-c", "site.lock.txt", *arguments)
    with tempfile.NamedTemporaryFile("w", suffix=".in") as source:
        source.write(lab_requirements((PROJECT / "pyproject.toml").read_text()))
        source.flush()
        compile_lock(source.name, "hub-config/lab.lock.txt", *arguments)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        sys.exit(f"Không giải được tệp khoá (uv, mã {error.returncode}): hãy đọc các dòng trên.")
