"""The hub's configuration, loaded as the hub loads it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.hub_config.conftest import PROJECT, in_lab

KEYS = ("hub_oidc_client_secret", "hub_cookie_secret", "hub_crypt_key", "hub_proxy_token", "hub_site_token")
SCENE = """
import json, sys
sys.modules["rfc3987_syntax"] = None
from jupyterhub.app import JupyterHub
app = JupyterHub(config_file=sys.argv[1])
app.load_config_file(sys.argv[1])
app.update_config(app.config)
c = app.config
spawner = c.JupyterHub.spawner_class(config=c)
authenticator = app.authenticator_class(config=c)
print(json.dumps({
    "roles": c.JupyterHub.load_roles, "services": c.JupyterHub.services, "scopes": list(c.JupyterHub.custom_scopes), "extra": sorted(app.extra_user_scopes),
    "server": sorted(spawner.server_token_scopes), "home": spawner.home_dir_template, "cmd": spawner.cmd, "kept": spawner.env_keep,
    "disable_user_config": spawner.disable_user_config, "timeouts": [spawner.start_timeout, spawner.http_timeout], "line": spawner.starting_at_once,
    "limit": app.active_server_limit, "proxy": c.ConfigurableHTTPProxy.should_start, "authorize": authenticator.authorize_url, "token": authenticator.token_url,
    "userinfo": authenticator.userdata_url, "claim": authenticator.username_claim, "scope": list(authenticator.scope), "auto": authenticator.auto_login,
    "secret": authenticator.client_secret, "callback": authenticator.oauth_callback_url, "bind": app.bind_url, "hub": app.hub_bind_url, "db": app.db_url,
}))
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    var = tmp_path_factory.mktemp("var")
    (var / "keys").mkdir()
    for number, name in enumerate(KEYS):
        (var / "keys" / name).write_text(f"{number}" * 64 + "\n")
    environment = {"HOCAI_VAR": str(var), "PATH": "/usr/bin:/bin", "HOCAI_HUB_PORT": "9001", "HOCAI_HUB_API_PORT": "9081", "HOME": str(var)}
    done = in_lab("-W", "ignore", "-c", SCENE, str(PROJECT / "hub-config" / "jupyterhub_config.py"), env=environment, cwd=var)
    assert done.returncode == 0, done.stderr
    return {**json.loads(done.stdout.splitlines()[-1]), "var": str(var)}


def test_login_goes_through_the_site(config: dict[str, Any]) -> None:
    site = "http://localhost:8000/identity/o"
    assert (config["authorize"], config["token"], config["userinfo"]) == (f"{site}/authorize", f"{site}/api/token", f"{site}/api/userinfo")
    assert (config["claim"], config["scope"], config["auto"]) == ("preferred_username", ["openid", "profile"], True)
    assert (config["secret"], config["callback"]) == ("0" * 64, "http://127.0.0.1:8001/hub/oauth_callback")


def test_servers_run_through_the_launcher_with_nothing_of_the_hubs_environment(config: dict[str, Any]) -> None:
    assert config["cmd"][1:4] == ["-I", "-m", "hocai_lab.launcher"]
    assert config["kept"] == ["PATH", "LANG"]
    assert config["disable_user_config"] is True
    assert config["home"] == f"{config['var']}/homes/{{username}}"


def test_a_class_may_click_together(config: dict[str, Any]) -> None:
    assert config["timeouts"] == [300, 120]
    assert config["line"] == 4
    assert config["limit"] >= 2


def test_a_server_token_carries_the_exchange_scope_and_little_else(config: dict[str, Any]) -> None:
    assert config["server"] == ["access:servers!server", "custom:lms:exchange", "users:activity!user"]
    assert config["extra"] == ["custom:lms:exchange"]
    assert config["scopes"] == ["custom:lms:exchange", "custom:lms:people"]


def test_services_have_the_least_scopes(config: dict[str, Any]) -> None:
    roles = {role["name"]: set(role["scopes"]) for role in config["roles"]}
    assert roles == {
        "hocai-site": {"custom:lms:people", "list:users", "servers", "delete:users"},
        "idle-culler": {"list:users", "read:users:activity", "read:servers", "delete:servers"},
    }
    assert {service["name"]: service.get("api_token") for service in config["services"]} == {"hocai-site": "4" * 64, "idle-culler": None}


def test_everything_listens_on_loopback_and_the_proxy_is_not_ours(config: dict[str, Any]) -> None:
    assert (config["bind"], config["hub"], config["proxy"]) == ("http://127.0.0.1:9001/", "http://127.0.0.1:9081", False)
    assert config["db"] == f"sqlite:///{config['var']}/hub/jupyterhub.sqlite"


def test_configuration_stays_short() -> None:
    lines = (PROJECT / "hub-config" / "jupyterhub_config.py").read_text().splitlines()
    assert len(lines) <= 150


def test_every_page_of_the_hub_is_vietnamese() -> None:
    templates = PROJECT / "hub-config" / "templates"
    assert 'lang="vi"' in (templates / "page.html").read_text()
    for name in ("login", "home", "spawn", "spawn_pending", "stop_pending", "not_running", "error", "logout", "404"):
        assert (templates / f"{name}.html").exists()


def test_extensions_that_break_are_off() -> None:
    package = PROJECT / "hub-config" / "lab" / "hocai_lab"
    server = json.loads((package / "etc" / "jupyter_server_config.json").read_text())["ServerApp"]["jpserver_extensions"]
    assert server["hocai_lab.extension"] is True
    assert server["nbgrader.server_extensions.formgrader"] is server["nbgrader.server_extensions.course_list"] is False
    page = json.loads((package / "etc" / "labconfig" / "page_config.json").read_text())["disabledExtensions"]
    assert {"@jupyter/nbgrader:formgrader", "@jupyter/nbgrader:course-list", "@jupyterlab/apputils-extension:announcements"} <= set(page)


def test_button_needs_no_shared_module() -> None:
    folder = PROJECT / "hub-config" / "lab" / "hocai_lab" / "share" / "labextensions" / "hocai-lab"
    entry = (folder / "static" / "remoteEntry.js").read_text()
    schema = json.loads((folder / "schemas" / "hocai-lab" / "plugin.json").read_text())
    assert 'window._JUPYTERLAB["hocai-lab"]' in entry
    assert "import " not in entry.replace("no imports", "")
    assert "hocai:submit" in {entry.get("command") for entry in schema["jupyter.lab.toolbars"]["Notebook"]}
    assert Path(folder, "package.json").exists()
