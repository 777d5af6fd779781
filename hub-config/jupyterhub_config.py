"""JupyterHub of Học AI: who may come in, where servers run, what each service may do. Declarations only.

Everything that moves is an environment variable (HOCAI_VAR, HOCAI_*_URL, HOCAI_*_PORT, HOCAI_LAB_*); every secret is a file in VAR/keys.
"""

import os
import sys
from pathlib import Path

from hocai_lab.people import PEOPLE_SCOPE, SiteAuthenticator
from hocai_lab.spawner import SandboxedSpawner
from jupyterhub.app import JupyterHub

c = get_config()  # noqa: F821 (JupyterHub defines it)

HERE = Path(__file__).resolve().parent
VAR = Path(os.environ.get("HOCAI_VAR") or HERE.parent / "var").resolve()
SITE_URL = os.environ.get("HOCAI_SITE_URL", "http://localhost:8000")
HUB_URL = os.environ.get("HOCAI_HUB_URL", "http://127.0.0.1:8001")
EXCHANGE_URL = os.environ.get("HOCAI_EXCHANGE_URL", "http://127.0.0.1:8002")
PROXY_PORT = os.environ.get("HOCAI_HUB_PORT", "8001")
PROXY_API_PORT = os.environ.get("HOCAI_PROXY_API_PORT", "8003")
HUB_API_PORT = os.environ.get("HOCAI_HUB_API_PORT", "8081")

MEMORY_OF_THE_MACHINE_MB = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
RESERVED_FOR_THE_SITE_MB, TYPICAL_SERVER_MB = 2_000, 400
SERVERS = max(2, (MEMORY_OF_THE_MACHINE_MB - RESERVED_FOR_THE_SITE_MB) // TYPICAL_SERVER_MB)


def key(name):
    """A secret of this installation; `make run` creates the files."""
    return (VAR / "keys" / name).read_text().strip()


# --- the hub itself -------------------------------------------------------------------------------------------------------------
STATE = VAR / "hub"
STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
c.JupyterHub.db_url = f"sqlite:///{STATE / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret = bytes.fromhex(key("hub_cookie_secret"))
c.CryptKeeper.keys = [bytes.fromhex(key("hub_crypt_key"))]
c.JupyterHub.pid_file = str(STATE / "jupyterhub.pid")
c.JupyterHub.bind_url = f"http://127.0.0.1:{PROXY_PORT}/"
c.JupyterHub.public_url = f"{HUB_URL}/"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{HUB_API_PORT}"
c.JupyterHub.template_paths = [str(HERE / "templates")]
c.JupyterHub.template_vars = {"site_url": SITE_URL}
c.JupyterHub.allow_named_servers = False
c.JupyterHub.redirect_to_server = False
c.JupyterHub.default_url = f"{SITE_URL}/toi/"  # the site is home; the hub has no page of its own to stay on
c.JupyterHub.cookie_max_age_days = 1
c.JupyterHub.log_level = "WARN"

# --- the proxy: a process of its own, so that a hub restart cuts nobody off ---------------------------------------------------
c.ConfigurableHTTPProxy.should_start = False
c.JupyterHub.cleanup_proxy = False
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PROXY_API_PORT}"
c.ConfigurableHTTPProxy.auth_token = key("hub_proxy_token")

# --- who comes in: everybody the site lets in, under the opaque handle ----------------------------------------------------------
c.JupyterHub.authenticator_class = SiteAuthenticator
c.OAuthenticator.client_id = "jupyterhub"
c.OAuthenticator.client_secret = key("hub_oidc_client_secret")
c.OAuthenticator.oauth_callback_url = f"{HUB_URL}/hub/oauth_callback"
c.OAuthenticator.authorize_url = f"{SITE_URL}/identity/o/authorize"
c.OAuthenticator.token_url = f"{SITE_URL}/identity/o/api/token"
c.OAuthenticator.userdata_url = f"{SITE_URL}/identity/o/api/userinfo"
# No "groups": the hub decides nothing by group; what a person may open or submit is asked of the site at that moment.
c.OAuthenticator.scope = ["openid", "profile"]
c.OAuthenticator.username_claim = "preferred_username"
c.OAuthenticator.login_service = "Học AI"
c.OAuthenticator.http_request_kwargs = {"connect_timeout": 60, "request_timeout": 60}  # a class that logs in together waits its turn
c.OAuthenticator.logout_redirect_url = f"{SITE_URL}/"
c.Authenticator.auto_login = True
c.Authenticator.username_pattern = r"[a-z][a-z0-9]*\Z"  # the site's handles: a folder's name and part of addresses
c.Authenticator.allow_all = True
c.Authenticator.enable_auth_state = True
c.Authenticator.refresh_pre_spawn = False  # a running lab must not depend on the site being up
c.Authenticator.auth_refresh_age = 0  # whoever left a class is refused by the exchange at once, and the culler ends an idle server

# --- where servers run ----------------------------------------------------------------------------------------------------------
c.JupyterHub.spawner_class = SandboxedSpawner
c.SandboxedSpawner.home_dir_template = str(VAR / "homes" / "{username}")
c.SandboxedSpawner.config_folder = str(HERE)
c.SandboxedSpawner.exchange_url = EXCHANGE_URL
c.SandboxedSpawner.memory_mb = int(os.environ.get("HOCAI_LAB_MEMORY_MB", "4096"))  # address space, not resident memory
c.SandboxedSpawner.disk_mb = int(os.environ.get("HOCAI_LAB_DISK_MB", "1024"))
c.SandboxedSpawner.cgroup = os.environ.get("HOCAI_LAB_CGROUP", "")  # see docs/operations.md
c.SandboxedSpawner.starting_at_once = 4  # further ones wait in our queue and see their place; the hub would refuse them instead
c.JupyterHub.concurrent_spawn_limit = 500
c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}  # nobody looks at an empty page: the waiting page shows the place in line
c.JupyterHub.active_server_limit = int(os.environ.get("HOCAI_LAB_SERVERS", str(SERVERS)))
c.Spawner.ip = "127.0.0.1"
c.Spawner.default_url = "/lab"
c.Spawner.args = ["--allow-root"]  # where the installation runs as root, its servers have given up every capability before they start
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 120
c.Spawner.poll_interval = 10
c.Spawner.consecutive_failure_limit = 0
c.Spawner.disable_user_config = True
c.Spawner.server_token_scopes = ["users:activity!user", "access:servers!server", "custom:lms:exchange"]

# --- what everybody may do, and each service no more than it needs --------------------------------------------------------------
c.JupyterHub.custom_scopes = {
    "custom:lms:exchange": {"description": "Fetch and submit labs on the site as this user"},
    PEOPLE_SCOPE: {"description": "Make people known to the hub"},
}
c.JupyterHub.services = [
    {"name": "hocai-site", "api_token": key("hub_site_token"), "display": False},
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "hocai_lab.culler", "--timeout=3600", "--cull-every=300"],
        "display": False,
    },
]
c.JupyterHub.load_roles = [
    # Makes a person known, sees who has a server, starts and stops servers; deletes a hub account with all its tokens when a person leaves.
    {"name": "hocai-site", "services": ["hocai-site"], "scopes": [PEOPLE_SCOPE, "list:users", "servers", "delete:users"]},
    {"name": "idle-culler", "services": ["idle-culler"], "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"]},
]
if hasattr(JupyterHub, "extra_user_scopes"):
    c.JupyterHub.extra_user_scopes = {"custom:lms:exchange"}
else:  # JupyterHub 5: the role that everybody has is said anew
    c.JupyterHub.load_roles.append({"name": "user", "scopes": ["self", "custom:lms:exchange"]})
