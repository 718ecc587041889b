"""Django configuration of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The shared review case."""

    name = "yibao.cases"
    label = "cases"
    verbose_name = "事项"

    def ready(self) -> None:
        from yibao.kernel import dbroles

        # The catalogue of errors is whole from the start.
        from . import desk_errors, receivers  # noqa: F401
        from .reasons import errors  # noqa: F401

        dbroles.restrict("cases_caseevent", "SELECT", "INSERT")
        # Sealed words change their key (F34); a trigger keeps all else.
        dbroles.restrict("cases_decision", "SELECT", "INSERT", "UPDATE (text_sent)")
        dbroles.restrict("cases_barred", "SELECT", "INSERT")
        dbroles.restrict("cases_reasonuse", "SELECT", "INSERT")
