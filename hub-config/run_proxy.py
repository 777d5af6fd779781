"""Start the hub's proxy in the foreground: pure Python, its secret from the key file, loopback only."""

import os
import sys
from pathlib import Path

VAR = Path(os.environ.get("HOCAI_VAR") or Path(__file__).resolve().parent.parent / "var")


def main() -> None:
    from configurable_http_proxy.cli import main as proxy

    os.environ["CONFIGPROXY_AUTH_TOKEN"] = (VAR / "keys" / "hub_proxy_token").read_text().strip()
    hub_api = f"http://127.0.0.1:{os.environ.get('HOCAI_HUB_API_PORT', '8081')}"
    public, api = os.environ.get("HOCAI_HUB_PORT", "8001"), os.environ.get("HOCAI_PROXY_API_PORT", "8003")
    addresses = ["--ip", "127.0.0.1", "--port", public, "--api-ip", "127.0.0.1", "--api-port", api]
    sys.argv = ["configurable-http-proxy", *addresses, "--error-target", f"{hub_api}/hub/error", "--log-level", "warning"]
    proxy()


if __name__ == "__main__":
    main()
