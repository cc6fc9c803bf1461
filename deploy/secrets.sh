#!/bin/sh
# Draws the secrets of docker-compose.yml, one file each, in deploy/secrets/. Those that are there stay as they are.
#
# The folder is yours alone; the files in it can be read by all, because each container reads them as another user.
set -eu

cd "$(dirname "$0")/secrets"
chmod 700 .
umask 022
for name in postgres_password ilb_db_password temporal_db_password keycloak_db_password keycloak_admin_password \
    oidc_client_secret session_secret; do
    if [ ! -s "$name" ]; then
        od -A n -t x1 -N 24 /dev/urandom | tr -d ' \n' >"$name"
        echo "deploy/secrets/$name was drawn."
    fi
done

# Not ours to draw: the password of your mail server. Empty, none is sent.
for given in smtp_password; do
    [ -e "$given" ] || : >"$given"
done
