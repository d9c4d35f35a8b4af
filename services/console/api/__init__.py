"""HTTP: thin routers that translate between browsers and the services."""
