#!/bin/sh
# Brings both databases of Temporal to the schema of this image. The databases themselves are made by PostgreSQL's
# first start (deploy/postgres). Safe to repeat: a database that is up to date is left alone.
set -eu

for kind in temporal visibility; do
    database=temporal
    [ "$kind" = temporal ] || database=temporal_visibility
    temporal-sql-tool --db "$database" setup-schema -v 0.0
    temporal-sql-tool --db "$database" update-schema --schema-name "postgresql/v12/$kind"
done
