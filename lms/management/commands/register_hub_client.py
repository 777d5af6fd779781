"""Makes the hub a known client of the site's login."""

from typing import Any

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError

from lms.foundation.hashers import RandomSecretHasher

CLIENT_ID = "jupyterhub"


class Command(BaseCommand):
    help = "Ghi phòng thực hành (JupyterHub) vào danh sách được đăng nhập qua trang. Chạy lại không đổi gì."

    def handle(self, *args: Any, **options: Any) -> None:
        secret_file = settings.HOCAI_KEYS_DIR / "hub_oidc_client_secret"
        if not secret_file.exists():
            raise CommandError("Thiếu khóa của phòng thực hành: chạy `manage.py setup_keys` trước.", returncode=1)
        secret = secret_file.read_text().strip()
        client = Client.objects.filter(pk=CLIENT_ID).first() or Client(pk=CLIENT_ID, name="Phòng thực hành")
        if not client._state.adding and self.wanted(client) and client.check_secret(secret):
            return
        client.secret = make_password(secret, hasher=RandomSecretHasher.algorithm)
        client.set_redirect_uris([callback_url()])
        client.set_scopes(["openid", "profile"])
        client.set_default_scopes(["openid", "profile"])
        # The hub is our own: asking "may the hub know your name?" would only be one more click.
        client.skip_consent = True
        client.save()
        self.stdout.write("Phòng thực hành đã được ghi vào danh sách đăng nhập.")

    @staticmethod
    def wanted(client: Client) -> bool:
        quick = client.secret.startswith(RandomSecretHasher.algorithm + "$")
        return client.get_redirect_uris() == [callback_url()] and client.skip_consent and quick


def callback_url() -> str:
    return settings.HOCAI_HUB_URL + "/hub/oauth_callback"
