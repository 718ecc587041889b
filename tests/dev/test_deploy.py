"""The deployment files agree with the settings and with each other."""

import re

import pytest
import yaml

from yibao.dev.services import QUEUES

from .conftest import ROOT

COMPOSE = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
EXAMPLE = (ROOT / "deploy/env.example").read_text()
PRODUCTION = (ROOT / "yibao/settings/production.py").read_text()


class TestQueues:
    def test_are_those_of_the_settings(self, settings):
        assert tuple(queue.name for queue in settings.CELERY_TASK_QUEUES) == QUEUES

    def test_are_all_served_in_production(self):
        command = COMPOSE["services"]["worker"]["command"]
        assert tuple(command[command.index("-Q") + 1].split(",")) == QUEUES

    def test_are_the_only_ones_that_the_schedule_names(self, settings):
        named = {entry["options"]["queue"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
        assert named <= set(QUEUES)


class TestCompose:
    @pytest.mark.parametrize("service", ["web", "worker", "beat"])
    def test_keeps_the_owner_out_of_the_running_site(self, service):
        environment = COMPOSE["services"][service]["environment"]
        assert "DATABASE_OWNER_URL" not in environment
        assert environment["OWNER_PASSWORD"] == ""

    def test_runs_the_site_after_the_migration_only(self):
        for service in ("web", "worker", "beat"):
            needed = COMPOSE["services"][service]["depends_on"]["migrate"]
            assert needed["condition"] == "service_completed_successfully"

    def test_opens_no_port_but_the_proxy_s(self):
        open_services = {name for name, one in COMPOSE["services"].items() if "ports" in one}
        assert open_services == {"nginx"}

    def test_never_evicts_queued_work(self):
        assert "--maxmemory-policy noeviction" in " ".join(COMPOSE["services"]["valkey"]["command"])


class TestEnvExample:
    @pytest.mark.parametrize(
        "name", sorted(set(re.findall(r'env\.\w+\("([A-Z_]+)"\)', PRODUCTION)))
    )
    def test_names_what_production_requires(self, name):
        assert re.search(rf"^{name}=", EXAMPLE, re.MULTILINE)

    @pytest.mark.parametrize("name", re.findall(r"\$\{([A-Z_]+):\?\}", str(COMPOSE)))
    def test_names_what_the_compose_file_requires(self, name):
        assert re.search(rf"^{name}=", EXAMPLE, re.MULTILINE)


class TestNginx:
    def test_limits_bodies_to_sixteen_megabytes(self):
        assert "client_max_body_size 16m;" in (ROOT / "deploy/nginx.conf").read_text()

    def test_believes_no_client_s_forwarded_address(self):
        config = (ROOT / "deploy/nginx.conf").read_text()
        assert "X-Forwarded-For $remote_addr;" in config
        assert "proxy_add_x_forwarded_for" not in config
