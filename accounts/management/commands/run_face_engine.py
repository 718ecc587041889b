"""The process of the own face engine; web processes speak to it over a unix socket."""

import os
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Loads the networks once and answers until told to stop."""

    help = "启动人脸引擎进程（不写任何文件，不连数据库）"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        # Before OpenCV and numpy are loaded: their pools of threads cost memory for nothing.
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
            os.environ.setdefault(name, "1")
        from accounts.gateways.face_engine.engine import FaceEngine
        from accounts.gateways.face_engine.server import EngineServer
        from accounts.gateways.face_engine.weights import WeightsMissing, find

        try:
            engine = FaceEngine(find())
        except WeightsMissing as missing:
            raise CommandError(str(missing)) from missing
        server = EngineServer(engine, Path(settings.FACE_ENGINE_SOCKET))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: server.stop.set())
        self.stdout.write(f"人脸引擎 {engine.name} 在 {server.path} 等候")
        try:
            server.serve()
        except OSError as failure:
            raise CommandError(f"人脸引擎打不开套接字：{failure}") from failure
