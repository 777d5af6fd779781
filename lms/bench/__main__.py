"""The measuring process: `python -m lms.bench OPTIONS`, inside the temporary installation that `surroundings` made."""

import json
import os
import signal
import sys
from typing import NoReturn

import django

from lms.bench.options import Options
from lms.ops.launch import die_with


def leave(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def say(sentence: str) -> None:
    """Progress, beside the table."""
    sys.stderr.write(f"[bench] {sentence}\n")
    sys.stderr.flush()


def main(options: Options) -> int:
    """0 when everything asked for could be measured, met its target or not."""
    django.setup()
    from lms.bench import measures
    from lms.bench.figures import table

    figures, troubles = measures.take(options, say)
    if options.as_json:
        report = {"figures": [each.as_json() for each in figures], "troubles": {each.measure: each.reason for each in troubles}}
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(table(figures, troubles) + "\n")
    return 1 if troubles else 0


if __name__ == "__main__":
    die_with(os.getppid())
    signal.signal(signal.SIGTERM, leave)
    try:
        sys.exit(main(Options.load(sys.argv[1])))
    except KeyboardInterrupt:
        sys.exit(130)
