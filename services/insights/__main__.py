"""Starts the archive: `python -m services.insights`."""

from services.common.obs import process
from services.insights import app

if __name__ == "__main__":
    process.run("insights", app.build)
