"""Starts the router: `python -m services.router`."""

from services.common.obs import process
from services.router import app

if __name__ == "__main__":
    process.run("router", app.build)
