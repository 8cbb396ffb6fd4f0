from django.apps import AppConfig
from django.utils.module_loading import import_string


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        import_string("accounts.signing_in.addresses.fence_email_addresses")()
