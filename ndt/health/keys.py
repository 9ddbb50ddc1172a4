"""Write the secrets that an installation needs: `make keys >> .env`. Pure: no Django."""

from __future__ import annotations

import secrets
import sys
from typing import Final

# Bytes of randomness of each. URL-safe signs only: passwords stand in addresses.
SIZES: Final = {
    "SECRET_KEY": 48,
    "HASH_KEYS": 32,
    "DB_PASSWORD": 24,
    "DB_SUPERUSER_PASSWORD": 24,
    "VALKEY_PASSWORD": 24,
}


def fresh() -> dict[str, str]:
    """Give new secrets by variable."""
    return {name: secrets.token_urlsafe(size) for name, size in SIZES.items()}


if __name__ == "__main__":
    sys.stdout.writelines(f"{name}={value}\n" for name, value in fresh().items())
