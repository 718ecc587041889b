"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibao.settings.local")

from yibao.kernel.bodies import BodyGate

# Of the four threads of a worker (deploy/gunicorn.conf.py) one is left for everybody else.
application = BodyGate(get_wsgi_application(), readers=2)
