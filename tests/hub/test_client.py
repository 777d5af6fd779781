"""The hub as a client of the site's login."""

from allauth.idp.oidc.models import Client
from django.core.management import call_command


def test_register_hub_client_keeps_the_random_secret_with_a_quick_hash(db, settings, tmp_path) -> None:
    settings.HOCAI_KEYS_DIR = tmp_path
    (tmp_path / "hub_oidc_client_secret").write_text("ab" * 32)
    old = Client(pk="jupyterhub", name="x", skip_consent=True)
    old.set_secret("ab" * 32)
    old.save()

    call_command("register_hub_client")

    client = Client.objects.get(pk="jupyterhub")
    assert client.secret.startswith("pbkdf2_random$1$")
    assert client.check_secret("ab" * 32)
    assert not client.check_secret("cd" * 32)
