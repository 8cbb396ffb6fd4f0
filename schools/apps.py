from django.apps import AppConfig
from django.db.backends.signals import connection_created

from schools.tenancy import on_connection_created


class SchoolsConfig(AppConfig):
    name = "schools"

    def ready(self) -> None:
        connection_created.connect(on_connection_created, dispatch_uid="district on new connections")
