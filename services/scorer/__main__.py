"""Starts the scorer: `python -m services.scorer`."""

from services.common.obs import process
from services.scorer import app

if __name__ == "__main__":
    process.run(app.SERVICE, app.build)
