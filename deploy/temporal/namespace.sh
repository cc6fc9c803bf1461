#!/bin/sh
# Creates the namespace once the server answers; started again by the container engine until it does.
# Closed workflows are kept for 30 days: the record is in PostgreSQL, Temporal only remembers how it came about.
set -eu

temporal operator cluster health
if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
    echo "The namespace $TEMPORAL_NAMESPACE is there."
else
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 720h
fi
