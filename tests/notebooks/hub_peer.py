"""A small HTTP server that answers like the hub's API; what it says is checked against a real hub in test_hub.py."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


def user_answer(handle: str, *, kind: str = "user", scopes: list[str] | None = None) -> dict:
    return {
        "name": handle,
        "kind": kind,
        "scopes": scopes if scopes is not None else ["custom:lms:exchange", f"access:servers!server={handle}/"],
    }


@contextmanager
def hub_that_knows(tokens: dict[str, dict]) -> Iterator[tuple[str, list[str]]]:
    """Yields the API's address and the list of paths that were asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            answer = tokens.get(self.headers.get("Authorization", "").removeprefix("token "))
            body = json.dumps(answer or {"status": 403}).encode()
            self.send_response(200 if answer else 403)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
