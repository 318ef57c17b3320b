"""A webhook on this machine, for a bot that is to be brought its updates."""

import socket


def webhook_settings() -> dict[str, str]:
    """Return the settings of a bot with a webhook, on a port that is free at this moment."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{door.getsockname()[1]}"
    return {
        "webhook_url": f"http://{address}/hook",
        "webhook_listen": address,
        "webhook_secret": "only_telegram_knows",
    }
