-- Run once, on an empty cluster: one user and its databases for the product, for Temporal, for Keycloak. None of them
-- reads another's. The passwords stand in files, named by variables.

\set ON_ERROR_STOP on
\set ilb_password `cat "$ILB_DB_PASSWORD_FILE"`
\set temporal_password `cat "$TEMPORAL_DB_PASSWORD_FILE"`
\set keycloak_password `cat "$KEYCLOAK_DB_PASSWORD_FILE"`

CREATE ROLE ilb LOGIN PASSWORD :'ilb_password';
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE ROLE keycloak LOGIN PASSWORD :'keycloak_password';

CREATE DATABASE ilb OWNER ilb;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE DATABASE keycloak OWNER keycloak;

REVOKE CONNECT, TEMPORARY ON DATABASE ilb, temporal, temporal_visibility, keycloak FROM PUBLIC;
