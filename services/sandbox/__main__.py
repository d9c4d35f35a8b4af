"""Starts the sandbox: `python -m services.sandbox`."""

from services.common.obs import process
from services.sandbox import app

if __name__ == "__main__":
    process.run("sandbox", app.build)
