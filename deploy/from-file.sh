#!/bin/sh
# Runs a program that knows its secrets by variable only: NAME_FILE=/run/secrets/… becomes NAME with what is in the file.
#
#   from-file.sh PROGRAM ARGUMENT …
set -eu

secrets=${SECRETS:-/run/secrets}
for name in $(env | sed -n "s|^\([A-Z0-9_]*\)_FILE=$secrets/.*|\1|p"); do
    eval "file=\$${name}_FILE"
    # shellcheck disable=SC2154 # eval has just set it
    value=$(cat "$file")
    export "$name=$value"
    unset "${name}_FILE"
done
exec "$@"
