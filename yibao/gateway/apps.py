"""Django configuration of the gateway."""

from importlib import import_module

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """The national interface of designated institutions."""

    name = "yibao.gateway"
    label = "gateway"
    verbose_name = "国家接口"

    def ready(self) -> None:
        from . import registry

        registry.discover()
        # Registers what a patient has to do.
        import_module("yibao.gateway.todos")
