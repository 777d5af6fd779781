# -*- coding: utf-8 -*-
"""First step of `make run` and `make test`: find a Python that is new enough and hand over to it.

An old Python (2.7 and up) must be able to parse this file and say one clear sentence, so it uses no
syntax newer than that: no f-strings, no annotations, nothing but the standard library.
"""

from __future__ import unicode_literals

import io
import os
import subprocess
import sys

OLDEST = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3")
# Debian ships `venv` without `ensurepip` unless a second package is installed.
PROBE = """
import sys
try:
    import venv, ensurepip, ssl
    ready = 1
except ImportError:
    ready = 0
print("%d %d %d" % (sys.version_info[0], sys.version_info[1], ready))
"""
TOO_OLD = "Cần Python 3.11 trở lên, máy này chỉ có Python {found}. Hãy cài python3.11 (hoặc mới hơn) kèm gói venv rồi chạy lại lệnh."
NO_VENV = "Python {version} ở đây thiếu gói venv. Hãy cài gói python{version}-venv (hoặc python3-venv) rồi chạy lại lệnh."


def say(sentence):
    """Write one sentence as UTF-8, whatever the terminal's locale says."""
    with io.open(sys.stderr.fileno(), "w", encoding="utf-8", closefd=False) as stream:
        stream.write(sentence + "\n")


def probe(command):
    """(version, has venv) of an interpreter, or None when it does not run."""
    try:
        with open(os.devnull, "w") as silence:
            answer = subprocess.check_output([command, "-c", PROBE], stderr=silence)
        major, minor, venv = (int(word) for word in answer.decode("ascii").split())
        return (major, minor), bool(venv)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def choose(found, oldest=OLDEST):
    """The first new interpreter that can make environments, else the first new one, else None.

    `found` is a list of (command, version, has venv) in order of preference.
    """
    new = [each for each in found if each[1] >= oldest]
    return next((each for each in new if each[2]), new[0] if new else None)


def survey(commands):
    """(command, version, has venv) of every command that runs."""
    answers = [(command, probe(command)) for command in commands]
    return [(command, answer[0], answer[1]) for command, answer in answers if answer]


def dotted(version):
    """(3, 11) as "3.11"."""
    return ".".join(str(part) for part in version)


def main(arguments):
    """Run `environments.py` with a good interpreter; 2 when there is none."""
    chosen = choose(survey([sys.executable]))
    if chosen is None or not chosen[2]:
        chosen = choose(survey((sys.executable,) + CANDIDATES))
    if chosen is None:
        say(TOO_OLD.format(found=dotted(sys.version_info[:3])))
        return 2
    command, version, has_venv = chosen
    if not has_venv:
        say(NO_VENV.format(version=dotted(version)))
        return 2
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "environments.py")
    os.execvp(command, [command, script] + arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
