-- Run once, on an empty cluster: one user and its databases for the product, one for Temporal. Neither reads the other's.

\set ON_ERROR_STOP on
\getenv ilb_password ILB_DB_PASSWORD
\getenv temporal_password TEMPORAL_DB_PASSWORD

CREATE ROLE ilb LOGIN PASSWORD :'ilb_password';
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';

CREATE DATABASE ilb OWNER ilb;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;

REVOKE CONNECT, TEMPORARY ON DATABASE ilb, temporal, temporal_visibility FROM PUBLIC;
