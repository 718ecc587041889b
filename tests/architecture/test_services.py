"""Writing functions: keyword-only, and they know who acts."""

import importlib
import inspect
import pkgutil

import pytest

APPS = ("accounts", "vouchers", "family", "settlement")
SHARED = ("yibao.audit", "yibao.notices", "yibao.cases")
# Leading positional words that read better than keywords.
POSITIONAL = {
    "yibao.audit.services.record": {"verb"},
    "yibao.notices.services.post": {"code"},
    "yibao.notices.services.post_once": {"code"},
    "yibao.notices.services.owe_sms": {"code"},
}
# Questions and helpers that write nothing, each with its reason.
READERS: dict[str, str] = {
    "yibao.audit.services.actor_of": "names an actor",
    "yibao.audit.services.subject_of": "names a subject",
    "yibao.audit.services.row_hash": "pure hash, also used by the verifier",
    "yibao.notices.services.render_sms": "renders words",
    "accounts.services.face.acted_outcomes": "names what the simulator can be told to say",
    "accounts.services.face.steps": "names the movements of a check",
    "accounts.services.face.advice": "names what was wrong",
    "accounts.services.face.compares_photos": "says what kind of engine is in force",
    "settlement.services.refunds.lock_year": "locks a row for its caller's transaction",
    "settlement.services.refunds.read_counters": "reads a stored document",
}
# Modules of parts that only the services beside them use; the actor is known there.
INNER: dict[str, str] = {
    "vouchers.services.moves": "steps of the services beside: lock, move, tell",
    "accounts.services.register_batch": "one batch of register_import",
    "settlement.services.calculation": "loads the facts and runs the engine, writes nothing",
}


def _modules():
    for app in APPS:
        package = importlib.import_module(f"{app}.services")
        yield package
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(info.name)
    for name in SHARED:
        yield importlib.import_module(f"{name}.services")


def _functions():
    for module in _modules():
        if module.__name__ in INNER:
            continue
        for name, value in vars(module).items():
            if inspect.isfunction(value) and not name.startswith("_"):
                if value.__module__ == module.__name__:
                    full = f"{module.__name__}.{name}"
                    if full not in READERS:
                        yield pytest.param(full, value, id=full)


@pytest.mark.parametrize(("name", "function"), list(_functions()))
class TestService:
    def test_takes_keywords_only(self, name, function):
        words = inspect.signature(function).parameters.values()
        loose = {w.name for w in words if w.kind not in (w.KEYWORD_ONLY, w.VAR_KEYWORD)}
        assert loose <= POSITIONAL.get(name, set())

    def test_knows_who_acts(self, name, function):
        assert "by" in inspect.signature(function).parameters

    def test_says_what_it_does(self, name, function):
        assert inspect.getdoc(function)


class TestExemptions:
    @pytest.mark.parametrize("name", [*READERS, *POSITIONAL, *INNER])
    def test_name_functions_that_exist(self, name):
        module, _, last = name.rpartition(".")
        assert hasattr(importlib.import_module(module), last) or importlib.import_module(name)
