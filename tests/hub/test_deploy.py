"""The configurations for one server and for Kubernetes load, render and say what they must; no cluster and no systemd is needed."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.hub.real import PROJECT

DEPLOY = PROJECT / "hub-config" / "deploy"
EXCHANGE = [
    {
        "to": [
            {
                "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "hoc-ai"}},
                "podSelector": {"matchLabels": {"app": "exchange"}},
            }
        ],
        "ports": [{"protocol": "TCP", "port": 8002}],
    }
]


class Recording:
    """Stands where the chart has traitlets' configuration: remembers what was set."""

    def __init__(self) -> None:
        self.sections: dict[str, dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        section = self.sections.setdefault(name, {})
        return type(
            "Section",
            (),
            {"__getattr__": lambda _, key: section[key], "__setattr__": lambda _, key, value: section.__setitem__(key, value)},
        )()


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "kubernetes" / "values.yaml").read_text())
    return loaded


@pytest.fixture
def rendered(values: dict[str, Any], tmp_path: Path) -> dict[str, dict[str, Any]]:
    """What the chart's configuration holds after ours has run."""
    for name in ("oidc-client-secret", "site-token"):
        (tmp_path / name).write_text(f"{name}-of-the-test\n")
    c = Recording()
    c.JupyterHub.services = [{"name": name, **settings} for name, settings in values["hub"]["services"].items()]
    for name, code in values["hub"]["extraConfig"].items():
        exec(compile(code.replace("/etc/hoc-ai", str(tmp_path)), name, "exec"), {"c": c})
    return c.sections


def test_a_learners_pod_reaches_the_hub_and_the_exchange_alone(values: dict[str, Any]) -> None:
    policy = values["singleuser"]["networkPolicy"]
    rules = policy["egressAllowRules"]
    assert policy["enabled"] is True
    assert policy["egress"] == EXCHANGE
    assert [name for name, allowed in rules.items() if allowed] == ["dnsPortsKubeSystemNamespace"]
    assert {"cloudMetadataServer", "nonPrivateIPs", "privateIPs", "dnsPortsPrivateIPs"} <= set(rules)


def test_a_learners_pod_has_limits_and_no_rights(values: dict[str, Any], rendered: dict[str, dict[str, Any]]) -> None:
    single, spawner = values["singleuser"], rendered["KubeSpawner"]
    assert (single["memory"]["limit"], single["cpu"]["limit"], single["storage"]["capacity"]) == ("1500M", 1, "1Gi")
    assert (spawner["automount_service_account_token"], spawner["service_account"], single["serviceAccountName"]) == (False, None, None)
    assert spawner["container_security_context"]["capabilities"] == {"drop": ["ALL"]}
    assert spawner["container_security_context"]["runAsNonRoot"] is True
    assert single["allowPrivilegeEscalation"] is spawner["container_security_context"]["allowPrivilegeEscalation"] is False
    assert single["cmd"][:4] == ["python", "-I", "-m", "hocai_lab.singleuser"]


def test_scopes_on_a_cluster_are_those_of_one_server(values: dict[str, Any], rendered: dict[str, dict[str, Any]]) -> None:
    ours = (PROJECT / "hub-config" / "jupyterhub_config.py").read_text()
    hub = rendered["JupyterHub"]
    site = values["hub"]["loadRoles"]["hocai-site"]
    assert set(site["scopes"]) == {"custom:lms:people", "list:users", "servers", "delete:users"}
    assert '"scopes": [PEOPLE_SCOPE, "list:users", "servers", "delete:users"]' in ours
    assert values["hub"]["loadRoles"]["user"]["scopes"] == ["self", "custom:lms:exchange"]
    assert set(hub["custom_scopes"]) == {"custom:lms:exchange", "custom:lms:people"}
    assert rendered["Spawner"]["server_token_scopes"] == ["users:activity!user", "access:servers!server", "custom:lms:exchange"]
    assert str(rendered["Spawner"]["server_token_scopes"]).replace("'", '"') in ours


def test_secrets_come_from_the_secret_and_stand_nowhere(values: dict[str, Any], rendered: dict[str, dict[str, Any]]) -> None:
    assert rendered["SiteAuthenticator"]["client_secret"] == "oidc-client-secret-of-the-test"
    assert rendered["JupyterHub"]["services"][0]["api_token"] == "site-token-of-the-test"
    assert "client_secret" not in values["hub"]["config"]["SiteAuthenticator"]
    assert values["hub"]["extraVolumes"][0]["secret"]["secretName"] == "hoc-ai-hub"


def test_idle_servers_are_culled_and_accounts_kept(values: dict[str, Any]) -> None:
    assert (values["cull"]["enabled"], values["cull"]["users"]) == (True, False)
    assert values["hub"]["config"]["JupyterHub"]["authenticator_class"] == "hocai_lab.people.SiteAuthenticator"


def test_network_policies_open_the_exchange_to_learners_and_nothing_else_of_the_site() -> None:
    policies = {each["metadata"]["name"]: each for each in yaml.safe_load_all((DEPLOY / "kubernetes" / "network-policy.yaml").read_text())}
    assert {each["kind"] for each in policies.values()} == {"NetworkPolicy"}
    assert policies["deny-everything"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress"]}
    reachable = [name for name, each in policies.items() if "singleuser-server" in str(each["spec"].get("ingress"))]
    assert reachable == ["exchange"]
    assert policies["exchange"]["spec"]["ingress"][0]["ports"] == [{"protocol": "TCP", "port": 8002}]


# --- one server ---------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def unit() -> dict[str, list[str]]:
    """Every setting of the unit; a name may be said more than once."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / "hoc-ai.service").read_text().splitlines():
        if line and not line.startswith(("#", "[")):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def test_unit_runs_the_supervisor_as_nobody_special(unit: dict[str, list[str]]) -> None:
    assert unit["ExecStart"][0].endswith("python manage.py up")
    assert unit["User"] == unit["Group"] == ["hoc-ai"]
    assert (unit["NoNewPrivileges"], unit["CapabilityBoundingSet"], unit["ProtectSystem"]) == (["yes"], [""], ["strict"])
    assert unit["ReadWritePaths"] == ["/var/lib/hoc-ai"]


def test_unit_delegates_what_the_launcher_needs(unit: dict[str, list[str]]) -> None:
    from hocai_lab.cgroup import CONTROLLERS

    settings = dict(
        line.split("=", 1)
        for line in (DEPLOY / "systemd" / "environment.example").read_text().splitlines()
        if "=" in line and line[0] != "#"
    )
    assert set(unit["Delegate"][0].split()) == set(CONTROLLERS)
    assert settings["HOCAI_LAB_CGROUP"] == "/sys/fs/cgroup/system.slice/hoc-ai.service/labs"
    assert unit["DelegateSubgroup"] == ["main"]
    assert settings["HOCAI_VAR"] == unit["ReadWritePaths"][0]
    named = (PROJECT / "docs" / "operations.md").read_text()
    assert all(f"`{name}`" in named for name in settings)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_unit_is_one_that_systemd_reads(tmp_path: Path) -> None:
    text = (DEPLOY / "systemd" / "hoc-ai.service").read_text().replace("/opt/hoc-ai/.venv/bin/python", "/bin/true")
    (tmp_path / "hoc-ai.service").write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", str(tmp_path / "hoc-ai.service")], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "hoc-ai.service" in line and "DelegateSubgroup" not in line]
    assert not [line for line in said if "Unknown" in line or "Failed to parse" in line or "bad" in line.lower()], said
