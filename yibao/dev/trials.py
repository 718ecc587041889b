"""The long trials of the money: `make model` and `make stress`."""

import sys

SETTINGS = {"DJANGO_SETTINGS_MODULE": "yibao.settings.test"}


def stress_command(arguments: list[str]) -> tuple[list[str], dict[str, str]]:
    """The trial under load with its options (``--seeds``, ``--seconds``, ``--least``)."""
    return [sys.executable, "-m", "bench.stress", *arguments], SETTINGS


def model_command(sequences: int, steps: int, seed: int) -> tuple[list[str], dict[str, str]]:
    """Random histories against the plain model; what fails is kept in ``.yibao/model``."""
    environment = {
        **SETTINGS,
        "YIBAO_MODEL_SEQUENCES": str(sequences),
        "YIBAO_MODEL_STEPS": str(steps),
    }
    command = [
        sys.executable, "-m", "pytest", "tests/settlement/test_money_model.py", "-n", "0", "-q",
        "-k", "follows_the_model_as_asked", "-m", "", "--timeout", "0",
        f"--hypothesis-seed={seed}", "--hypothesis-show-statistics",
    ]  # fmt: skip
    return command, environment
