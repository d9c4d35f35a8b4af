"""Starts the listener: `python -m services.listener`."""

from services.common.obs import process
from services.listener import app

if __name__ == "__main__":
    process.run("listener", app.build)
