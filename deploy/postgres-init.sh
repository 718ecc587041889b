#!/bin/sh
# Runs once, when the database container makes its data folder: the role of the site, which owns
# nothing. Its rights are granted by `manage.py migrate`.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set password="$APP_PASSWORD" <<'SQL'
CREATE ROLE yibao_app LOGIN PASSWORD :'password';
SQL
