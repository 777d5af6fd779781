"""`jupyterhub-singleuser` from inside the sandbox: close the last lock, then become the server."""

import json
import sys
from typing import Any

from hocai_lab import harden

# Building a grammar of internet addresses takes 1.3 s of every start; jsonschema does without it.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]


def main(settings: dict[str, Any], arguments: list[str]) -> None:
    harden.lock(**settings)
    from jupyterhub.singleuser import main as serve

    sys.argv = ["jupyterhub-singleuser", *arguments]
    serve()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
