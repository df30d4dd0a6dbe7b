"""A real worker process whose lease is two seconds: nobody wants to wait a minute in a test."""

import asyncio
from datetime import timedelta

from app import create_app
from app.notices import claim, worker

if __name__ == "__main__":
    claim.LEASE = timedelta(seconds=2)
    app = create_app()
    with app.app_context():
        settings = app.config["SETTINGS"]
        asyncio.run(
            worker.run(once=False, public_url=settings.public_url, push_hosts=settings.push_hosts)
        )
