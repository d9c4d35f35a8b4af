"""Starts the desk: `python -m services.console`."""

from services.common.obs import process
from services.console import app

if __name__ == "__main__":
    process.run("console", app.build)
