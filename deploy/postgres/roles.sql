-- Roles of Antiphon in one database: each service has a schema of its own and sees no other.
-- Run it once as a superuser, in the database, with psql; it can be run again.
--   psql --set ON_ERROR_STOP=1 --file deploy/postgres/roles.sql antiphon
-- Then give each role that logs in a password: ALTER ROLE antiphon_router PASSWORD '…';
--
-- `antiphon_<service>` runs the service: rows, and no tables that stay. `antiphon_<service>_owner` owns the schema and
-- brings the tables up; give its address to the chart as migrations.existingSecret. A service whose tables
-- are of its version asks for nothing that its role may not.

REVOKE ALL ON SCHEMA public FROM PUBLIC;

DO $$
DECLARE
  service text;
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  FOREACH service IN ARRAY ARRAY['listener', 'router', 'insights', 'console'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'antiphon_' || service) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', 'antiphon_' || service);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'antiphon_' || service || '_owner') THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', 'antiphon_' || service || '_owner');
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I, %I',
      current_database(), 'antiphon_' || service, 'antiphon_' || service || '_owner');
    -- Many rows at once go through a table that lasts as long as their transaction.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %I', current_database(), 'antiphon_' || service);
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, 'antiphon_' || service || '_owner');
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', service);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, 'antiphon_' || service);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I',
      service, 'antiphon_' || service);
    EXECUTE format('GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA %I TO %I',
      service, 'antiphon_' || service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
      'antiphon_' || service || '_owner', service, 'antiphon_' || service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO %I',
      'antiphon_' || service || '_owner', service, 'antiphon_' || service);
    -- Statements that a service forgets to bound end by themselves.
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', 'antiphon_' || service, '60s');
  END LOOP;
END
$$;
