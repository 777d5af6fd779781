"""`jupyterhub-singleuser` from inside the sandbox: close the last lock, then become the server."""

import json
import sys
from typing import Any

from hocai_lab import harden, lean


def main(settings: dict[str, Any], arguments: list[str]) -> None:
    harden.lock(**settings)
    lean.lean_imports()
    lean.without_yarn()
    from jupyterhub.singleuser.extension import JupyterHubSingleUser

    sys.argv = ["jupyterhub-singleuser", *arguments]
    server = JupyterHubSingleUser.initialize_server(argv=arguments)
    server.io_loop.add_callback(lean.started)
    server.start()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
