"""The application: settings, database, domain packages, HTTP API, command line."""
