"""Django configuration of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The shared review case."""

    name = "yibao.cases"
    label = "cases"
    verbose_name = "事项"

    def ready(self) -> None:
        from yibao.kernel import dbroles

        dbroles.restrict("cases_caseevent", "SELECT", "INSERT")
