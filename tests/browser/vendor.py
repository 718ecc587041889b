"""What somebody of a vendor does in the developer portal, and the systems that the vendor runs."""

import base64
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from django_otp.oath import totp
from playwright.sync_api import Locator, expect

from yibao.dev.processes import die_with_parent, wait_until

from .screen import Screen
from .stack import HOST, OF_THE_TESTS, ROOT, Stack

PASSWORD = "four quiet words here"
#: The worker opens a sandbox within a minute; a busy machine needs longer.
OPENING_SECONDS = 180
_LOOK_MS = 2_000
#: The three places whose systems the sample system plays, by their names in every sandbox.
PLACES = {
    "hospital": "德阳演示人民医院",
    "clinic": "广汉演示中医医院",
    "pharmacy": "演示大药房旌阳店",
}


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex((HOST, port)) == 0


def one_time_code(secret: str, *, ahead: int = 0) -> str:
    """What the authenticator shows; ``ahead``: so many half minutes later (one is let pass)."""
    found = totp(base64.b32decode(secret), t0=0, step=30, digits=6, drift=ahead)
    return f"{found:06d}"


class Developer(Screen):
    """One browser at the portal; every action ends on the page that it leads to."""

    def register(self, name: str, email: str) -> str:
        """From the first page to the console; the secret of the authenticator."""
        self.page.goto("/dev/")
        self.at("开放平台")
        self.tap("申请接入")
        self.at("申请接入")
        self.press("提交")
        expect(self.page.locator("main")).to_contain_text("请填写")
        fields = {"单位名称": name, "所在地": "四川德阳", "用途": "门诊收费系统接医保结算",
                  "联系人": "林工", "联系手机": "13900000001", "邮箱": email}  # fmt: skip
        for label, text in fields.items():
            self.page.get_by_label(label, exact=True).fill(text)
        self.page.locator("input[name=kind][value=HIS]").check()
        self.choose_password()
        self.press("提交")
        return self.take_authenticator()

    def choose_password(self) -> None:
        """Twice the same."""
        self.page.get_by_label("密码", exact=True).fill(PASSWORD)
        self.page.get_by_label("再输一遍密码").fill(PASSWORD)

    def take_authenticator(self) -> str:
        """Type what it shows; the secret."""
        self.at("设验证器")
        secret = self.page.locator("main .dev-word").inner_text()
        self.page.get_by_label("动态口令").fill(one_time_code(secret))
        self.press("完成")
        self.at("控制台")
        return secret

    def go(self, word: str) -> None:
        """By the menu of the portal."""
        menu = self.page.get_by_role("navigation", name="开放平台")
        menu.get_by_role("link", name=word, exact=True).click()

    def look_until(self, place: Locator, words: str, seconds: int = OPENING_SECONDS) -> None:
        """Look again until the page says so; these pages do not renew themselves."""
        for _ in range(seconds * 1000 // _LOOK_MS):
            if place.count() and words in place.first.inner_text():
                return
            self.page.wait_for_timeout(_LOOK_MS)
            self.page.reload()
        expect(place.first).to_contain_text(words)

    def new_key(self, client: str, name: str) -> str:
        """A key of this application (its id), as the page shows it this one time."""
        self.page.goto(f"/dev/keys/new/?client={client}")
        self.at("新建密钥")
        self.page.get_by_label("密钥名称").fill(name)
        self.press("新建密钥")
        self.at("新密钥")
        words = self.page.locator("main .dev-word").all_inner_texts()
        assert words[0] == client and words[1].startswith("yb_test_")
        return words[1]

    def places(self) -> dict[str, tuple[str, str]]:
        """Institution name → its number and its application, from the page of the sandbox."""
        self.page.goto("/dev/sandbox/data/")
        self.at("沙箱")
        rows = self.page.get_by_role("region", name="机构").locator("tbody tr").all()
        cells = [row.locator("td").all_inner_texts() for row in rows]
        return {name: (number, client) for name, number, client in cells}


class Systems:
    """What runs at the vendor: programs of the repository with the vendor's own keys."""

    def __init__(self, stack: Stack, folder: Path, client: str, secret: str) -> None:
        self.stack, self.folder = stack, folder
        self.keys = {"client_id": client, "client_secret": secret}

    def first_settlement(self) -> str:
        """The quickstart from the token to the refund; the number of the settlement."""
        said = {"YIBAO_URL": self.stack.url, "CLIENT_ID": self.keys["client_id"],
                "CLIENT_SECRET": self.keys["client_secret"]}  # fmt: skip
        done = _run(["bash", "examples/sdk/curl/quickstart.sh"], said)
        assert done.returncode == 0, done.stdout + done.stderr
        return re.search(r"结算 (\S+)，", done.stdout)[1]

    def run(self, command: str) -> str:
        """What a command of the portal prints in a shell that has a token."""
        done = _run(["bash", "-c", command], {"TOKEN": self.stack.token(self.keys)})
        assert done.returncode == 0, done.stderr
        return done.stdout

    def receiver(self, secret: str, port: int) -> subprocess.Popen[str]:
        """The receiver of the guide; it prints a line for every message that it had not seen."""
        started = subprocess.Popen(
            [sys.executable, "docs/guides/webhook-receiver.py", str(port)],
            cwd=ROOT,
            env={**_environment(), "WEBHOOK_SECRET": secret},
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_parent(15),
        )
        assert wait_until(lambda: _listens(port), 30, 0.1)
        return started

    def sample_his(self, places: dict[str, tuple[str, str]], *cases: str) -> str:
        """The sample system plays these cases (all, if none is named); what it printed."""
        people = self._people()
        config: dict[str, Any] = {
            kind: {"code": places[name][0], "name": name, "region": "510600", "variant": "NONE"}
            for kind, name in PLACES.items()
        }
        config |= {
            "base": self.stack.url,
            "sandbox": self.keys,
            "people": {"patient": people[0], "aided": people[0], "uninsured": {}},
            "items": [
                {"code": "XA02BCA001A001007037", "price": "18.60"},
                {"code": "XA02BCA001A001007037", "price": "9.30"},
            ],
        }
        path = self.folder / "his.json"
        path.write_text(json.dumps(config), "utf-8")
        only = [word for case in cases for word in ("--only", case)]
        done = _run([sys.executable, "examples/his", str(path), *only], {})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _people(self) -> list[str]:
        token = self.stack.token(self.keys)
        return [
            one["key"] for one in self.stack.get("/api/v1/sandbox/people/", token)[1]["results"]
        ]


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in OF_THE_TESTS}


def _run(command: list[str], said: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**_environment(), **said}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
