"""Start the hub's proxy in the foreground: pure Python, its secret from the key file, loopback only."""

import os
import sys
from pathlib import Path
from typing import Any

VAR = Path(os.environ.get("HOCAI_VAR") or Path(__file__).resolve().parent.parent / "var")


def speak_subprotocols() -> None:
    """Let a WebSocket's subprotocol and its binary messages through.

    The proxy drops the one and turns the other into text; JupyterLab then loses its first connection to every kernel.
    """
    from configurable_http_proxy.handlers import ProxyHandler

    pass_on = ProxyHandler.on_message

    def selected(handler: Any, offered: list[str]) -> str | None:
        chosen = handler.ws_client.selected_subprotocol if handler.ws_client else None
        return chosen if chosen in offered else None

    def on_message(handler: Any, message: str | bytes) -> None:
        if isinstance(message, bytes) and handler.ws_client:
            handler.ws_client.write_message(message, binary=True)
        else:
            pass_on(handler, message)

    ProxyHandler.select_subprotocol = selected
    ProxyHandler.on_message = on_message


def main() -> None:
    from configurable_http_proxy.cli import main as proxy

    speak_subprotocols()
    os.environ["CONFIGPROXY_AUTH_TOKEN"] = (VAR / "keys" / "hub_proxy_token").read_text().strip()
    hub_api = f"http://127.0.0.1:{os.environ.get('HOCAI_HUB_API_PORT', '8081')}"
    public, api = os.environ.get("HOCAI_HUB_PORT", "8001"), os.environ.get("HOCAI_PROXY_API_PORT", "8003")
    addresses = ["--ip", "127.0.0.1", "--port", public, "--api-ip", "127.0.0.1", "--api-port", api]
    sys.argv = ["configurable-http-proxy", *addresses, "--error-target", f"{hub_api}/hub/error", "--log-level", "warning"]
    proxy()


if __name__ == "__main__":
    main()
