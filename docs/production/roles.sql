-- Two roles and a database, made once by the superuser: psql -f roles.sql
-- The first owns the tables and migrates them. The second is the application: it owns nothing, so
-- Row-Level Security holds it. Give both a password with \password, or let them in by certificate.
CREATE ROLE schrittweise_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE schrittweise LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE schrittweise OWNER schrittweise_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE schrittweise FROM PUBLIC;
GRANT CONNECT ON DATABASE schrittweise TO schrittweise;
