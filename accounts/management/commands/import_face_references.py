"""``manage.py import_face_references --folder DIR``: templates from the register's photos."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.gateways.face_engine.weights import WeightsMissing
from accounts.services import face_references
from yibao.kernel.models import Tenant


class Command(BaseCommand):
    """Import reference photos; none of them is copied."""

    help = "从照片文件夹算出人脸比对特征（文件名是人员编号，如 5106….jpg）。照片不复制、不保存。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder and the tenant."""
        parser.add_argument("--folder", type=Path, required=True, help="照片所在的文件夹")
        parser.add_argument("--tenant", default=settings.DEFAULT_TENANT_CODE, help="租户代码")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, name every photo that was refused, and end with 1 when there was one."""
        tenant = Tenant.objects.filter(code=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"没有租户 {options['tenant']}。")
        if not options["folder"].is_dir():
            raise CommandError(f"没有这个文件夹：{options['folder']}")
        try:
            refused = self._run(tenant, options["folder"])
        except WeightsMissing as missing:
            raise CommandError(str(missing)) from missing
        if refused:
            raise CommandError(f"{refused} 张照片没有采用，原因见上。")

    def _run(self, tenant: Tenant, folder: Path) -> int:
        taken = refused = 0
        for one in face_references.import_folder(by=None, tenant=tenant, folder=folder):
            if one.problem:
                refused += 1
                self.stdout.write(f"  没有采用 {one.file_name}：{one.problem}")
            else:
                taken += 1
        self.stdout.write(f"采用 {taken} 张，没有采用 {refused} 张。")
        return refused
