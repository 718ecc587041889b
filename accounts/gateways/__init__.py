"""Ports to outside systems; ``settings.FACE_GATEWAY`` names the engine in force."""

from django.conf import settings
from django.utils.module_loading import import_string

from .face_port import FaceGateway, FaceUnavailable, FrameUnusable, NoReference


def current_face() -> FaceGateway:
    """The configured face engine; a wrong configuration fails here, before any photo is taken."""
    return import_string(settings.FACE_GATEWAY)()


__all__ = ["FaceGateway", "FaceUnavailable", "FrameUnusable", "NoReference", "current_face"]
